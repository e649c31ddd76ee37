import { commonSubsequence } from './common-subsequence.ts';
import { identityOf, itemKeys, labelOf } from './item-keys.ts';
import type { ListType } from './list-type.ts';
import { canonical, isMap, mapStrings } from './value.ts';
import type { Value } from './value.ts';

export interface ItemMatch {
  /** Items that are the same one, as indices on both sides, in the order of the old list. */
  readonly pairs: readonly (readonly [before: number, after: number])[];
  /** Whether another order is a difference. */
  readonly ordered: boolean;
  /** What an item is called in a path. */
  label(item: Value, index: number): string;
}

/**
 * Finds which items of two lists are the same one. Items with a name or another key are matched by it;
 * all others by equality in order, and what is left between two equal ones by its position.
 * Items that share their name with another one of the list are matched like those that have none.
 * @param renamed texts of the old list that count as their new spelling
 * @param type what the API knows of the list
 */
export function matchItems(
  field: string,
  old: readonly Value[],
  after: readonly Value[],
  renamed: ReadonlyMap<string, string>,
  type?: ListType,
): ItemMatch {
  const before =
    renamed.size === 0
      ? old
      : old.map((item) => mapStrings(item, (text) => renamed.get(text) ?? text));
  if (type?.keys?.length === 0) return matchSet(before, after);
  const { keys, defaults } =
    before.every(isMap) && after.every(isMap) ? itemKeys(field, type) : { keys: [], defaults: {} };
  const oldLeft = new Set(before.keys());
  const nowLeft = new Set(after.keys());
  const pairs: [number, number][] = [];
  function pair(x: number, y: number): void {
    pairs.push([x, y]);
    oldLeft.delete(x);
    nowLeft.delete(y);
  }

  for (const key of keys) {
    const candidates = uniqueItems(after, nowLeft, (item) => identityOf(item, key, defaults));
    for (const [identity, x] of uniqueItems(before, oldLeft, (item) =>
      identityOf(item, key, defaults),
    )) {
      const y = candidates.get(identity);
      if (y !== undefined) pair(x, y);
    }
  }

  for (const [x, y] of matchInOrder([...oldLeft], [...nowLeft])) pair(x, y);

  /** What an item that is not alone with its identity, or has none, can be paired within. */
  function groupOf(item: Value | undefined): string {
    for (const key of keys) {
      const identity = item === undefined ? undefined : identityOf(item, key, defaults);
      if (identity !== undefined) return identity;
    }
    return '';
  }

  function matchInOrder(
    oldRest: readonly number[],
    nowRest: readonly number[],
  ): (readonly [number, number])[] {
    const found: [number, number][] = [];
    let oldStart = 0;
    let nowStart = 0;
    function pairGap(oldEnd: number, nowEnd: number): void {
      const waiting = Map.groupBy(nowRest.slice(nowStart, nowEnd), (y) => groupOf(after[y]));
      for (const x of oldRest.slice(oldStart, oldEnd)) {
        const y = waiting.get(groupOf(before[x]))?.shift();
        if (y !== undefined) found.push([x, y]);
      }
      oldStart = oldEnd;
      nowStart = nowEnd;
    }
    const equal = commonSubsequence(
      oldRest.map((i) => canonical(before[i] ?? null)),
      nowRest.map((i) => canonical(after[i] ?? null)),
    );
    for (const [oldIndex, nowIndex] of equal) {
      pairGap(oldIndex, nowIndex);
      pairGap(oldIndex + 1, nowIndex + 1);
    }
    pairGap(oldRest.length, nowRest.length);
    return found;
  }

  return {
    pairs: pairs.toSorted(([a], [b]) => a - b),
    ordered: true,
    label: (item, index) => labelOf(item, keys) ?? String(index),
  };
}

/** Longer texts are no names. */
const LONGEST_LABEL = 64;

function labelOfSetItem(item: Value, index: number): string {
  return typeof item === 'string' && item.length <= LONGEST_LABEL ? item : String(index);
}

/** Items of a set are equal or others; their order means nothing. */
function matchSet(before: readonly Value[], after: readonly Value[]): ItemMatch {
  const waiting = Map.groupBy(after.keys(), (y) => canonical(after[y] ?? null));
  const taken = new Map<string, number>();
  const pairs = before.flatMap((item, x): [number, number][] => {
    const key = canonical(item);
    const used = taken.get(key) ?? 0;
    const y = waiting.get(key)?.[used];
    if (y === undefined) return [];
    taken.set(key, used + 1);
    return [[x, y]];
  });
  return { pairs, ordered: false, label: labelOfSetItem };
}

/** The items, of those left, that are alone with their identity. */
function uniqueItems(
  items: readonly Value[],
  left: ReadonlySet<number>,
  identify: (item: Value) => string | undefined,
): Map<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  for (const i of left) {
    const item = items[i];
    const identity = item === undefined ? undefined : identify(item);
    if (identity === undefined) continue;
    if (found.has(identity)) repeated.add(identity);
    found.set(identity, i);
  }
  for (const identity of repeated) found.delete(identity);
  return found;
}
