import type { Dependent, DiscoveryChange, EnvironmentChange } from '../../changes.ts';
import type { Place } from '../../place.ts';
import { listNames } from '../list-names.ts';
import { shortenMembers } from './shorten-members.ts';
import { tellDependents } from './tell-dependents.ts';
import type { ToldDependent } from './tell-dependents.ts';
import { tellValues } from './tell-values.ts';
import type { ToldValue, ValueOf } from './tell-values.ts';
import { withoutHash } from './without-hash.ts';

/** A change as it is told: once for all environments that have it, with what follows from it. */
export interface ToldChange {
  readonly kind: DiscoveryChange['kind'];
  readonly change: DiscoveryChange['change'];
  readonly subject: string;
  /** Those of its block, but for some. */
  readonly environments: readonly string[];
  readonly values: readonly ToldValue[];
  /** All that it stands for, as short as it can be told. */
  readonly members: readonly string[];
  /** How many names, endpoints, targets it is. */
  readonly count: number;
  /** It is no more than a larger number of the same. */
  readonly isGrowth: boolean;
  readonly resource: string;
  readonly place: Place | undefined;
  /** What is lost or gained with it, and told here alone. */
  readonly consequences: readonly ToldChange[];
}

/** The changes of one resource, and who depends on it. */
export interface ToldBlock {
  readonly changes: readonly ToldChange[];
  readonly dependents: readonly ToldDependent[];
  /** How many more depend on it that another block tells. */
  readonly toldBefore: number;
}

/** What happens in the same environments. */
export interface ToldMeaning {
  readonly environments: readonly string[];
  readonly blocks: readonly ToldBlock[];
  readonly notModelled: readonly string[];
}

/** First what is lost, in as many environments as have it. */
export function tellMeaning(environments: readonly EnvironmentChange[]): ToldMeaning[] {
  const seen = new Set<string>();
  const sections = new Map<string, { environments: readonly string[]; blocks: ToldBlock[] }>();
  for (const { names, changes, dependents } of blocksOf(foldConsequences(merge(environments)))) {
    const key = JSON.stringify(names);
    const section = sections.get(key) ?? { environments: names, blocks: [] };
    const told = tellDependents(dependents);
    const left = told.filter((dependent) => !seen.has(JSON.stringify(dependent)));
    for (const dependent of left) seen.add(JSON.stringify(dependent));
    section.blocks.push({ changes, dependents: left, toldBefore: told.length - left.length });
    sections.set(key, section);
  }
  const unknown = new Map<string, string[]>();
  for (const [sentence, names] of sentencesOf(environments)) {
    const key = JSON.stringify(names);
    if (!sections.has(key)) sections.set(key, { environments: names, blocks: [] });
    unknown.set(key, [...(unknown.get(key) ?? []), sentence]);
  }
  return Array.from(sections, ([key, section]) => ({
    ...section,
    notModelled: unknown.get(key) ?? [],
  })).toSorted(
    (a, b) =>
      worstOf(a.blocks) - worstOf(b.blocks) || b.environments.length - a.environments.length,
  );
}

/** Every change that counts: those that follow from others too, but for what else changes of something that is lost. */
export function allTold(environments: readonly EnvironmentChange[]): ToldChange[] {
  return foldConsequences(merge(environments)).flatMap(({ told }) => [
    told,
    ...told.consequences.filter(({ change }) => change !== 'changed'),
  ]);
}

interface Merged {
  readonly told: ToldChange;
  readonly dependents: readonly Dependent[];
}

const RANKS = { lost: 0, changed: 1, gained: 2 } as const;

function worstOf(blocks: readonly Pick<ToldBlock, 'changes'>[]): number {
  return blocks.reduce(
    (least, { changes: [first] }) => Math.min(least, first ? rankOf(first) : 3),
    3,
  );
}

type Of = DiscoveryChange & { readonly environment: string };

/** The same change of several environments as one, in the order in which it is first met. */
function merge(environments: readonly EnvironmentChange[]): Merged[] {
  const all = environments.flatMap(({ environment, discovery }) =>
    discovery.map((change): Of => ({ ...change, environment })),
  );
  const alike = [...Map.groupBy(all, (change) => keyOf(change)).values()].flatMap((group) => {
    const names = new Set(group.map(({ environment }) => environment));
    if (names.size === group.length) return [group];
    // One environment has several of them: those belong together that say the same.
    return [...Map.groupBy(group, ({ before, after }) => JSON.stringify([before, after])).values()];
  });
  return alike.flatMap((group) => {
    const [first] = group;
    return first ? [{ told: toldOf(first, group), dependents: group.flatMap(dependentsOf) }] : [];
  });
}

/** The name of the environment within a host name does not make it another change. */
function keyOf({ kind, change, subject, resource, environment }: Of): string {
  const labels = subject.split('.');
  const general = labels.map((label) => (label === environment ? '*' : label)).join('.');
  return JSON.stringify([kind, change, withoutHash(general), withoutHash(resource)]);
}

function toldOf(first: Of, group: readonly Of[]): ToldChange {
  const { kind, change, resource } = first;
  const subjects = [...new Set(group.map(({ subject }) => withoutHash(subject)))];
  const members = [...new Set(group.flatMap((one) => one.members))];
  return {
    kind,
    change,
    subject: listNames(subjects, 3),
    environments: [...new Set(group.map(({ environment }) => environment))],
    values: tellValues(group.map(valueOf)),
    members: shortenMembers(members),
    count: countOf(kind, first.subject, members),
    isGrowth: group.every(isGrowth),
    resource: withoutHash(resource),
    place: first.place,
    consequences: [],
  };
}

function valueOf({ environment, before, after }: Of): ValueOf {
  return { environment, before, after };
}

function dependentsOf({ dependents }: Of): readonly Dependent[] {
  return dependents;
}

/** The members of endpoints are ports: what counts is their Service. */
function countOf(kind: ToldChange['kind'], subject: string, members: readonly string[]): number {
  if (kind === 'endpoints') return Number(/^(\d{1,9}) /.exec(subject)?.[1] ?? 1);
  return Math.max(1, members.length);
}

const COUNT = /^(\d{1,9}) (?:of \d+ endpoints? ready|targets?)$/;

function isGrowth({ change, before = '', after = '' }: Of): boolean {
  const [old, fresh] = [before, after].map((text) => Number(COUNT.exec(text)?.[1]));
  return change === 'changed' && old !== undefined && fresh !== undefined && fresh > old;
}

/** What a route or a monitor loses because its Service lost it stands with the Service. */
function foldConsequences(merged: readonly Merged[]): Merged[] {
  const causes = new Map<string, Merged>();
  for (const one of merged) {
    const { kind, change } = one.told;
    // Who asks for what changed may lose it; that connections are distributed otherwise takes nothing away.
    if (!CAUSES.includes(kind) || (kind === 'endpoints' && change === 'changed')) continue;
    for (const { resource, how } of one.dependents) {
      if (!FOLLOWERS.includes(how)) continue;
      for (const follows of change === 'changed' ? (['lost', 'gained'] as const) : [change]) {
        const key = `${follows} ${withoutHash(resource)}`;
        if (!causes.has(key)) causes.set(key, one);
      }
    }
    const own = `${one.told.change} endpoints ${one.told.resource}`;
    if (one.told.kind === 'endpoints' && !causes.has(own)) causes.set(own, one);
  }
  const following = new Map<Merged, ToldChange[]>();
  const rest = merged.filter((one) => {
    const cause = causeOf(one);
    if (!cause || cause === one) return true;
    following.set(cause, [...(following.get(cause) ?? []), one.told]);
    return false;
  });
  return rest.map((one) => {
    const consequences = following.get(one);
    return consequences ? { ...one, told: { ...one.told, consequences } } : one;
  });

  function causeOf({ told: { kind, change, resource, subject } }: Merged): Merged | undefined {
    if (kind === 'scrape' || kind === 'route') return causes.get(`${change} ${resource}`);
    if (kind !== 'endpoints' || !subject.endsWith(DISTRIBUTION)) return undefined;
    const own = subject.slice(0, -DISTRIBUTION.length);
    return ['lost', 'gained']
      .map((how) => causes.get(`${how} endpoints Service/${own}`))
      .find((cause) => cause?.told.subject === own);
  }
}

const CAUSES: readonly string[] = ['name', 'port', 'endpoints'];
const FOLLOWERS: readonly string[] = ['scrapes it', 'routes to it', 'probes it'];
const DISTRIBUTION = ' distribution';

interface Block {
  readonly names: readonly string[];
  readonly changes: readonly ToldChange[];
  readonly dependents: readonly Dependent[];
}

/** The changes of each resource together; what belongs to no resource stands alone. */
function blocksOf(merged: readonly Merged[]): Block[] {
  const groups = Map.groupBy(merged, ({ told }) =>
    told.resource === '' ? JSON.stringify([told.kind, told.subject, told.change]) : told.resource,
  );
  return [...groups.values()]
    .map((group) => {
      const changes = group
        .map(({ told }) => told)
        .toSorted((a, b) => rankOf(a) - rankOf(b) || isWide(a) - isWide(b));
      const folded = new Set(
        changes.flatMap(({ consequences }) => consequences.map(({ resource }) => resource)),
      );
      return {
        names: [...new Set(changes.flatMap(({ environments }) => environments))].toSorted(),
        changes,
        dependents: group
          .flatMap(({ dependents }) => dependents)
          .filter(({ resource }) => !folded.has(withoutHash(resource))),
      };
    })
    .toSorted((a, b) => worstOf([a]) - worstOf([b]));
}

/** As what follows from it: what others lose by it comes first. */
function rankOf({ change, consequences }: ToldChange): number {
  return Math.min(RANKS[change], ...consequences.map((one) => RANKS[one.change]));
}

/** What was allowed on every port was rarely meant: what names its ports comes first. */
function isWide({ kind, values }: ToldChange): number {
  return Number(kind === 'connection' && values.some(({ before }) => before === 'every port'));
}

function sentencesOf(
  environments: readonly EnvironmentChange[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { environment, notModelled } of environments) {
    for (const sentence of new Set(notModelled)) {
      found.set(sentence, [...(found.get(sentence) ?? []), environment]);
    }
  }
  return new Map(Array.from(found, ([sentence, names]) => [sentence, names.toSorted()]));
}
