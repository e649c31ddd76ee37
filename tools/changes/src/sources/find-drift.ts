import { toJsonValue } from 'kustomize-ts';
import type { Build, Resource } from 'kustomize-ts';

import type { Drift } from '../changes.ts';
import { diffFields } from '../field/diff-fields.ts';
import type { FieldChange } from '../field/diff-fields.ts';
import { builtInType } from '../field/list-type.ts';
import { isAtOrBelow } from '../field/path.ts';
import type { Segment } from '../field/path.ts';
import { placeOfFound, placeOfObject } from '../field/place-of-node.ts';
import type { Value } from '../field/value.ts';
import { stemOf } from '../resource/hash-suffix.ts';
import { formatIdentity, identityKey } from '../resource/identity.ts';
import type { Identity } from '../resource/identity.ts';
import { isSecret, maskBoth, maskValue } from '../resource/mask-secret.ts';
import { matchResources } from '../resource/match-resources.ts';
import { sameContent } from './compare-nodes.ts';
import { compareText } from '../compare-text.ts';
import { findValue } from './find-value.ts';

/** A unit, `helper-server` of `dev/helper-server`, in the environments that have it. */
export interface DriftUnit {
  readonly unit: string;
  readonly environments: readonly DriftEnvironment[];
}

export interface DriftEnvironment {
  readonly environment: string;
  /** Its overlay; undefined where it does not exist or does not render. One object on both sides if nothing changed. */
  readonly before: DriftBuild | undefined;
  readonly after: DriftBuild | undefined;
  /** Paths at which it is meant to differ from others, as `parsePath` reads them. */
  readonly expected: readonly (readonly string[])[];
}

type DriftBuild = Pick<Build, 'resources'>;

/** What two environments do not have in common any more. */
interface Parting {
  readonly resource: Resource;
  /** None: one of them has not got the resource any more. */
  readonly change: FieldChange | undefined;
}

/**
 * Fields that were the same in two environments and are not any more, and resources that one of them has no more.
 * What differed before, what is expected to differ, and what became the same is not among them.
 * Objects are the same by their identity, hashes aside; fields are compared as the field diff does it. Values of Secrets
 * are masked. A pure function; its time is linear in the size of the builds for each two environments.
 */
export function findDrift(units: readonly DriftUnit[]): readonly Drift[] {
  return units.toSorted((a, b) => compareText(a.unit, b.unit)).flatMap(driftOfUnit);
}

function driftOfUnit({ unit, environments }: DriftUnit): Drift[] {
  const drifts = new Map<string, Drift>();
  const lookups = environments.flatMap(({ environment, after }) =>
    after ? [[environment, resourceLookup(after)] as const] : [],
  );
  environments.forEach((one, i) => {
    for (const other of environments.slice(i + 1)) {
      for (const { resource, change } of findPartings(one, other)) {
        const name = formatIdentity(resource);
        const path = change?.path ?? '';
        const key = JSON.stringify([resource.apiVersion, name, path]);
        if (drifts.has(key)) continue;
        const values = lookups.map(([environment, find]) => ({
          environment,
          ...valueOf(find(resource), change),
        }));
        drifts.set(key, { unit, resource: name, path, values });
      }
    }
  });
  return [...drifts.values()].toSorted(
    (a, b) => compareText(a.resource, b.resource) || compareText(a.path, b.path),
  );
}

function findPartings(one: DriftEnvironment, other: DriftEnvironment): Parting[] {
  if (!one.before || !one.after || !other.before || !other.after) return [];
  if (one.before === one.after && other.before === other.after) return [];
  const before = matchResources(one.before.resources, other.before.resources);
  const after = matchResources(one.after.resources, other.after.resources);
  const was = new Map(before.pairs);
  const had = new Set(before.pairs.map(([, resource]) => resource));
  const pastOfOne = pastOf(one.before, one.after);
  const pastOfOther = pastOf(other.before, other.after);
  const expected = [...one.expected, ...other.expected];
  const renamesBefore = renamesOf(before.pairs);
  const renamesAfter = renamesOf(after.pairs);

  const partings: Parting[] = [];
  for (const [left, right] of after.pairs) {
    const oldLeft = pastOfOne(left);
    const oldRight = pastOfOther(right);
    if (!oldLeft || !oldRight || sameContent(left.node, right.node)) continue;
    if (sameContent(oldLeft.node, left.node) && sameContent(oldRight.node, right.node)) continue;
    const news = differencesOf(left, right, renamesAfter).filter(
      ({ segments }) => !expected.some((steps) => isAtOrBelow(segments, steps)),
    );
    if (news.length === 0) continue;
    const wasSame = sameContent(oldLeft.node, oldRight.node);
    const known = pathsOf(wasSame ? [] : differencesOf(oldLeft, oldRight, renamesBefore));
    for (const change of news) {
      if (!known(change.segments)) partings.push({ resource: left, change });
    }
  }
  for (const left of after.removed) {
    const past = pastOfOne(left);
    if (past && was.has(past)) partings.push({ resource: left, change: undefined });
  }
  for (const right of after.added) {
    const past = pastOfOther(right);
    if (past && had.has(past)) partings.push({ resource: right, change: undefined });
  }
  return partings;
}

/** What a resource was on the old side. */
function pastOf(
  before: DriftBuild,
  after: DriftBuild,
): (resource: Resource) => Resource | undefined {
  if (before === after) return (resource) => resource;
  const { pairs } = matchResources(before.resources, after.resources);
  const past = new Map(pairs.map(([old, now]) => [now, old]));
  return (resource) => past.get(resource);
}

function renamesOf(pairs: readonly (readonly [Resource, Resource])[]): Map<string, string> {
  return new Map(pairs.flatMap(([a, b]) => (a.name === b.name ? [] : [[a.name, b.name] as const])));
}

function differencesOf(
  left: Resource,
  right: Resource,
  renames: ReadonlyMap<string, string>,
): readonly FieldChange[] {
  const contents = [toJsonValue(left.node), toJsonValue(right.node)] as const;
  const [a, b] = isSecret(left) ? maskBoth(...contents) : contents;
  return diffFields(a, b, renames, builtInType(left.apiVersion, left.kind)).changes;
}

/** Tells whether something at, above or below a path is among the changes. */
function pathsOf(changes: readonly FieldChange[]): (segments: readonly Segment[]) => boolean {
  const paths = new Set<string>();
  const above = new Set<string>();
  for (const { segments } of changes) {
    const all = prefixesOf(segments);
    for (const path of all) above.add(path);
    paths.add(all.at(-1) ?? '');
  }
  return (segments) => {
    const all = prefixesOf(segments);
    return above.has(all.at(-1) ?? '') || all.some((path) => paths.has(path));
  };
}

function prefixesOf(segments: readonly Segment[]): string[] {
  let path = '';
  return segments.map((segment) => {
    path += JSON.stringify('key' in segment ? segment.key : [segment.item]);
    return path;
  });
}

interface FoundResource {
  readonly resource: Resource;
  readonly content: Value;
}

/** Finds the object that has the identity of another one, its hash aside. */
function resourceLookup({
  resources,
}: DriftBuild): (resource: Resource) => FoundResource | undefined {
  const byKey = new Map<string, Resource>();
  for (const resource of resources) {
    byKey.set(stemKey(resource), resource);
  }
  for (const resource of resources) {
    byKey.set(identityKey(resource), resource);
  }
  const found = new Map<Resource, FoundResource>();
  return (wanted) => {
    const resource = byKey.get(identityKey(wanted)) ?? byKey.get(stemKey(wanted));
    if (!resource) return undefined;
    let known = found.get(resource);
    if (!known) {
      const content = toJsonValue(resource.node);
      known = { resource, content: isSecret(resource) ? maskValue(content) : content };
      found.set(resource, known);
    }
    return known;
  };
}

function stemKey(identity: Identity): string {
  return identityKey({ ...identity, name: `${stemOf(identity.name) ?? identity.name}-` });
}

function valueOf(
  found: FoundResource | undefined,
  change: FieldChange | undefined,
): Omit<Drift['values'][number], 'environment'> {
  if (!found) return {};
  const { resource, content } = found;
  if (!change) return { value: content, place: placeOfObject(resource.node) };
  const type = builtInType(resource.apiVersion, resource.kind);
  const there = findValue(content, resource.node, change.segments, type);
  if (!there) return {};
  const value = change.kind === 'reordered' ? there.labels() : there.value;
  return { value, place: placeOfFound(there.found) };
}
