import { describeResource, placeOfField } from '@fingerpost/policy';
import type { StoredObject } from '@fingerpost/discovery';

import type { Dependent, DiscoveryChange } from '../../changes.ts';
import type { Place } from '../../place.ts';

/** A change that may still be folded with others. */
export interface Draft {
  readonly kind: DiscoveryChange['kind'];
  readonly change: DiscoveryChange['change'];
  /** What it is about: a name, `backend/helper-server`; and which part of that: `http 8080`, '' for all. */
  readonly about: string;
  readonly aspect: string;
  /** What several of these are called: `Services`. */
  readonly noun: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly members?: readonly string[];
  /** Where it stands; undefined where no manifest has it. */
  readonly spot?: Spot | undefined;
  /** The line, where several objects have it from there and no one of them is meant. */
  readonly place?: Place | undefined;
  /** Something works no more, though it is there: it is told as lost. */
  readonly worse?: boolean;
  /** Something works again: it is told as gained. */
  readonly better?: boolean;
  readonly dependents?: readonly Dependent[];
}

/** A field of an object. */
export interface Spot {
  readonly on: StoredObject;
  readonly field: string;
  /** A place in the text of the field, from 1. */
  readonly at?: { readonly line: number; readonly column: number } | undefined;
}

/** `backend/helper-server http 8080` */
export function subjectOf({ about, aspect }: Pick<Draft, 'about' | 'aspect'>): string {
  return aspect === '' ? about : `${about} ${aspect}`;
}

/** The same without what only folding needs. */
export function finish(draft: Draft): DiscoveryChange {
  const { kind, before, after, members = [], spot, dependents = [] } = draft;
  const place = spot ? placeOfSpot(spot) : draft.place;
  return {
    kind,
    change: outcomeOf(draft),
    subject: subjectOf(draft),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    members,
    resource: spot ? describeResource(spot.on.resource) : '',
    ...(place && { place }),
    dependents,
  };
}

/** What is there and works no more is lost to everyone who uses it. */
export function outcomeOf({ change, worse, better }: Draft): DiscoveryChange['change'] {
  if (change !== 'changed') return change;
  if (worse === true) return 'lost';
  return better === true ? 'gained' : 'changed';
}

/** What several spots have in common: the object, else the line. */
export function commonSpot(spots: readonly (Spot | undefined)[]): Pick<Draft, 'place' | 'spot'> {
  const [first] = spots;
  if (!first) return {};
  const owner = describeResource(first.on.resource);
  if (spots.every((spot) => spot && describeResource(spot.on.resource) === owner)) {
    return { spot: first };
  }
  const places = new Set(spots.map((spot) => JSON.stringify(placeOfSpot(spot))));
  return places.size === 1 ? { place: placeOfSpot(first) } : {};
}

/** The line of a field; undefined where no file has it. */
export function placeOfSpot(spot: Spot | undefined): Place | undefined {
  if (!spot) return undefined;
  const { file, line, column } = placeOfField(spot.on.resource, spot.field, spot.at);
  if (file === '') return undefined;
  return { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}
