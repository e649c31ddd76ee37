import type { Value } from '../field/value.ts';
import { stemOf } from './hash-suffix.ts';
import { groupOf } from './identity.ts';
import type { Identity } from './identity.ts';
import type { ResourceMatch } from './match-resources.ts';
import { compareStatements, statementsOf } from './similarity.ts';
import type { Statements } from './similarity.ts';

type Described = Identity & { readonly content: Value };

/** An object on its way to be recognised under another name. */
interface Candidate<T> {
  readonly resource: T;
  readonly statements: Statements;
}

/** A statement that more objects of a side make says nothing of who they are. */
const MOST_SPEAKERS = 8;

/** How many likely partners of an object are looked at closely. */
const MOST_PARTNERS = 4;

/**
 * Finds objects that were removed and added again under another name, or in another namespace, with much the same content.
 * In doubt two objects are two objects:
 * - in another namespace under the same name: more than half of what both say has to be the same;
 * - under another name that has a word of the old one: 70 % of it, and two statements or more;
 * - under any other name: 90 %, and eight statements or more, because small objects are often alike.
 * What holds a name and changed with it does not count. Each has to be the other's best partner, and no other one as good.
 * Contents are only compared where objects share something that few others say.
 */
export function matchRenamed<T extends Described>(
  removed: readonly T[],
  added: readonly T[],
): ResourceMatch<T> {
  if (removed.length === 0 || added.length === 0) return { pairs: [], removed, added };
  const pairs: [T, T][] = [];
  const taken = new Set<T>();
  for (const keyOf of [nameKey, namespaceKey]) {
    const newOnes = Map.groupBy(left(added), keyOf);
    for (const [key, old] of Map.groupBy(left(removed), keyOf)) {
      const found = matchGroup(old.map(describe), (newOnes.get(key) ?? []).map(describe));
      for (const pair of found) {
        pairs.push(pair);
        taken.add(pair[0]).add(pair[1]);
      }
    }
  }
  return { pairs, removed: left(removed), added: left(added) };

  function left(resources: readonly T[]): T[] {
    return resources.filter((resource) => !taken.has(resource));
  }
}

function nameKey({ apiVersion, kind, name }: Identity): string {
  return JSON.stringify([groupOf(apiVersion), kind, stemOf(name) ?? name]);
}

function namespaceKey({ apiVersion, kind, namespace }: Identity): string {
  return JSON.stringify([groupOf(apiVersion), kind, namespace ?? '']);
}

function describe<T extends Described>(resource: T): Candidate<T> {
  return { resource, statements: statementsOf(resource.content, resource) };
}

function matchGroup<T extends Described>(
  removed: readonly Candidate<T>[],
  added: readonly Candidate<T>[],
): [T, T][] {
  if (removed.length === 0 || added.length === 0) return [];
  const speakers = indexStatements(added);
  const oldSpeakers = indexStatements(removed);
  const best = new Map<Candidate<T>, Partner<T>>();
  const chosen: (readonly [Candidate<T>, Partner<T>])[] = [];
  for (const old of removed) {
    const partners = likelyPartners(old, speakers, oldSpeakers).flatMap((now) => {
      const score = scoreOf(old, now);
      return score > 0 ? [{ now, score, rival: false }] : [];
    });
    const [first, second] = partners.toSorted((a, b) => b.score - a.score);
    if (!first) continue;
    const other = best.get(first.now);
    const rival = second?.score === first.score || other?.score === first.score;
    const partner = { ...first, rival };
    chosen.push([old, partner]);
    if (!other || partner.score >= other.score) best.set(first.now, partner);
  }
  return chosen.flatMap(([old, partner]): [T, T][] =>
    best.get(partner.now) === partner && !partner.rival
      ? [[old.resource, partner.now.resource]]
      : [],
  );
}

interface Partner<T> {
  readonly now: Candidate<T>;
  readonly score: number;
  /** Another pair is as good. */
  readonly rival: boolean;
}

/** Who makes a statement; undefined where too many do. */
function indexStatements<T>(
  candidates: readonly Candidate<T>[],
): ReadonlyMap<string, readonly Candidate<T>[]> {
  const index = new Map<string, Candidate<T>[]>();
  for (const candidate of candidates) {
    for (const statement of candidate.statements.keys()) {
      const known = index.get(statement);
      if (!known) index.set(statement, [candidate]);
      else if (known.length <= MOST_SPEAKERS) known.push(candidate);
    }
  }
  return index;
}

function likelyPartners<T>(
  { statements }: Candidate<T>,
  speakers: ReadonlyMap<string, readonly Candidate<T>[]>,
  oldSpeakers: ReadonlyMap<string, readonly Candidate<T>[]>,
): Candidate<T>[] {
  const votes = new Map<Candidate<T>, number>();
  for (const statement of statements.keys()) {
    const now = speakers.get(statement) ?? [];
    if (now.length > MOST_SPEAKERS) continue;
    if ((oldSpeakers.get(statement)?.length ?? 0) > MOST_SPEAKERS) continue;
    for (const candidate of now) votes.set(candidate, (votes.get(candidate) ?? 0) + 1);
  }
  return [...votes]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_PARTNERS)
    .map(([candidate]) => candidate);
}

/** How alike two objects are, from 0 to 1; 0 where that is not enough to take them for the same one. */
function scoreOf<T extends Described>(old: Candidate<T>, now: Candidate<T>): number {
  const { share, shared } = compareStatements(old.statements, now.statements);
  const wanted = asked(old.resource, now.resource);
  return share >= wanted.share && shared >= wanted.count ? share : 0;
}

function asked(old: Identity, now: Identity): { readonly share: number; readonly count: number } {
  if (namesOf(old).join() === namesOf(now).join()) return { share: 0.5, count: 1 };
  const words = new Set(namesOf(old));
  return namesOf(now).some((word) => words.has(word))
    ? { share: 0.7, count: 2 }
    : { share: 0.9, count: 8 };
}

/** The words of a name, its hash left out. */
function namesOf({ name }: Identity): string[] {
  return (stemOf(name) ?? name).split(/[-._:]/).filter((word) => word !== '');
}
