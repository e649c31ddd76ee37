import { plural } from '@fingerpost/text';

import { countChanges, hasMeaning } from '../changes.ts';
import type { Changes, DiscoveryChange } from '../changes.ts';
import { uniteOverlays } from './findings/group-findings.ts';
import { listRecreated, recreatedUntold } from './recreated.ts';
import { allTold } from './told/tell-meaning.ts';
import { isUnrendered, wasUnrendered } from './unrendered.ts';

/** What a change comes to. */
export interface Outcome {
  /** `unknown`: something does not render or cannot be read, on whatever side. `breaks`: something is lost that is in use, or a new error. `look`: something else is lost, or likely wrong. */
  readonly verdict: 'unknown' | 'breaks' | 'look' | 'fine';
  /** In plain words and figures alone: nothing of it comes from manifests. */
  readonly text: string;
  readonly figures: OutcomeFigures;
}

/** What is counted once, however many environments share it. */
export interface OutcomeFigures {
  readonly errors: number;
  readonly warnings: number;
  readonly cautions: number;
  readonly fixed: number;
  readonly recreated: number;
  readonly lost: ReadonlyMap<DiscoveryChange['kind'], number>;
  readonly changed: ReadonlyMap<DiscoveryChange['kind'], number>;
  /** No more than more of the same. */
  readonly grown: ReadonlyMap<DiscoveryChange['kind'], number>;
  readonly gained: ReadonlyMap<DiscoveryChange['kind'], number>;
}

/** The outcome in one line: what breaks, else that nothing does, and how many overlays change. */
export function findOutcome(changes: Changes): Outcome {
  const figures = findFigures(changes);
  const { errors, warnings, recreated, lost, changed, fixed } = figures;
  const untold = recreatedUntold(changes).length;
  const unknowns = listUnknowns(changes);
  const isKnown = unknowns.length === 0;
  const losses = listing(describeKinds(lost));
  const used = changes.meaning?.environments.some(({ discovery }) =>
    discovery.some(({ change, dependents }) => change === 'lost' && dependents.length > 0),
  );
  const harm = [
    ...(errors > 0
      ? [
          `${plural(errors, 'new error')}${recreated > untold ? ` (${plural(recreated - untold, 'object')} to be recreated)` : ''}`,
        ]
      : []),
    ...(losses === '' ? [] : [`${losses} lost`]),
    ...(untold > 0 ? [`${plural(untold, 'object')} to be recreated`] : []),
  ];
  const isIdle = isWithoutEffect(changes);
  const breaks = errors > 0 || used === true;
  const sentences = [
    !isKnown && `Cannot tell: ${listing(unknowns)}`,
    !isIdle && leadOf(),
    `${describeOverlays(changes)}${changes.meaning && losses === '' && errors === 0 && isKnown && !isIdle ? ', nothing is lost' : ''}`,
    sumOf(changed) > 0 &&
      sentenceOf(
        `${listing(describeKinds(changed))} ${sumOf(changed) === 1 && !changed.has('endpoints') ? 'changes' : 'change'}`,
      ),
    fixed > 0 && `${plural(fixed, 'finding')} fixed`,
    changes.drift.length > 0 && `Environments part in ${plural(changes.drift.length, 'field')}`,
  ];
  return {
    verdict: verdictOf(),
    text: sentences
      .flatMap((sentence) => (typeof sentence === 'string' ? `${sentence}.` : []))
      .join(' '),
    figures,
  };

  function leadOf(): string | false {
    if (!changes.meaning) return untold > 0 && listing(harm);
    if (!isKnown) return harm.length > 0 && `Of the rest: ${harm.join(', ')}`;
    if (breaks && losses !== '') return `Breaks discovery: ${harm.join(', ')}`;
    if (errors > 0) return listing(harm);
    const news =
      warnings > 0 ? `No new errors, ${plural(warnings, 'new warning')}` : 'No new errors';
    return harm.length > 0 ? `${news}, but ${listing(harm)}` : news;
  }

  function verdictOf(): Outcome['verdict'] {
    if (!isKnown) return 'unknown';
    if (breaks) return 'breaks';
    return harm.length > 0 || warnings > 0 ? 'look' : 'fine';
  }
}

/** No manifest changes, nor what it means: there is no more to say. */
function isWithoutEffect({ overlays, meaning }: Pick<Changes, 'meaning' | 'overlays'>): boolean {
  if (overlays.length > 0) return false;
  if (!meaning) return true;
  return (
    !hasMeaning(meaning) &&
    meaning.environments.every(({ notModelled }) => notModelled.length === 0)
  );
}

/** What keeps a reader from knowing all of it, in words and figures. */
function listUnknowns({ overlays, unread = [] }: Changes): string[] {
  const unrendered = overlays.filter(isUnrendered).length;
  const before = overlays.filter(wasUnrendered).length;
  return [
    ...(unrendered > 0
      ? [`${plural(unrendered, 'overlay')} ${unrendered === 1 ? 'does' : 'do'} not render`]
      : []),
    ...(before > 0 ? [`${plural(before, 'overlay')} did not render before`] : []),
    ...(unread.length > 0 ? [`${plural(unread.length, 'file')} cannot be read`] : []),
  ];
}

function findFigures({ overlays, meaning }: Changes): OutcomeFigures {
  const news = uniteOverlays(meaning?.findings.new ?? []);
  const figures = {
    errors: news.filter(({ severity }) => severity === 'error').length,
    warnings: news.filter(({ severity }) => severity === 'warning').length,
    cautions: news.filter(({ severity }) => severity === 'caution').length,
    fixed: meaning?.findings.fixed.length ?? 0,
    recreated: listRecreated(overlays).length,
    lost: new Map<DiscoveryChange['kind'], number>(),
    changed: new Map<DiscoveryChange['kind'], number>(),
    grown: new Map<DiscoveryChange['kind'], number>(),
    gained: new Map<DiscoveryChange['kind'], number>(),
  };
  const services = new Set<string>();
  for (const told of allTold(meaning?.environments ?? [])) {
    const { kind, change, count, isGrowth, subject } = told;
    const counts = isGrowth ? figures.grown : figures[change];
    if (kind === 'endpoints' && count === 1) {
      // Its ports, and how it distributes connections, are one Service.
      const service = `${isGrowth ? 'grown' : change} ${subject.split(' ')[0]}`;
      if (services.has(service)) continue;
      services.add(service);
    }
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return figures;
}

const KINDS: Readonly<Record<DiscoveryChange['kind'], (count: number) => string>> = {
  name: (count) => plural(count, 'name'),
  record: (count) => plural(count, 'record'),
  port: (count) => plural(count, 'port'),
  endpoints: (count) => `endpoints of ${plural(count, 'Service')}`,
  route: (count) => plural(count, 'route'),
  scrape: (count) => plural(count, 'scrape target'),
  connection: (count) => plural(count, 'connection'),
  'name-server': (count) => plural(count, 'name server setting'),
};

function sentenceOf(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `1 name`, `3 connections`, always in the same order. */
export function describeKinds(counts: ReadonlyMap<DiscoveryChange['kind'], number>): string[] {
  return Object.entries(KINDS).flatMap(([kind, describe]) => {
    const count = [...counts].find(([name]) => name === kind)?.[1] ?? 0;
    return count === 0 ? [] : [describe(count)];
  });
}

export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** What the entries of `overlays` are: two environments are compared unit by unit, plain files as one. */
export function scopeOf({ overlays, compared, meaning, sources }: Changes): Scope {
  if (overlays.length === 0 || overlays.some(({ overlay }) => overlay.includes('/'))) {
    return 'overlay';
  }
  const isFile = compared === 1 && sources.length === 0;
  if (isFile) return overlays.every(({ status }) => status === 'changed') ? 'file' : 'overlay';
  return meaning || sources.length > 0 ? 'overlay' : 'unit';
}

type Scope = 'overlay' | 'unit' | 'file';

function describeOverlays({ overlays: list, compared, ...changes }: Changes): string {
  const { overlays } = countChanges({ overlays: list, compared });
  const changed = overlays.changed + overlays.added + overlays.removed + overlays.repaired;
  const rest = [
    ...(overlays.expected > 0 ? [`${overlays.expected} only as expected`] : []),
    ...(overlays.reordered > 0 ? [`${overlays.reordered} only in the order of resources`] : []),
  ];
  const more = rest.length > 0 ? `; ${rest.join(', ')}` : '';
  const scope = scopeOf({ overlays: list, compared, ...changes });
  if (scope === 'file') {
    const { resources } = countChanges({ overlays: list, compared });
    const count = sumOf(new Map(Object.entries(resources)));
    return `${plural(count, 'resource')} ${count === 1 ? 'changes' : 'change'}`;
  }
  if (scope === 'unit') {
    const is = changed === 1 ? 'differs' : 'differ';
    return changed > 0
      ? `${changed} of ${plural(compared, 'unit')} ${is}${more}`
      : `None of ${plural(compared, 'unit')} differs${more}`;
  }
  if (changed > 0) {
    return `${changed} of ${plural(compared, 'overlay')} ${changed === 1 ? 'changes' : 'change'}${more}`;
  }
  if (list.length === 0 && !isWithoutEffect({ overlays: list, ...changes })) {
    return `The manifests of ${plural(compared, 'overlay')} stay as they are`;
  }
  if (list.length === 0 && changes.sources.length > 0) {
    return `The edit has no effect on any of ${plural(compared, 'overlay')}`;
  }
  return list.length === 0
    ? `No differences in ${plural(compared, 'overlay')}`
    : `None of ${plural(compared, 'overlay')} changes${more}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listing(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
