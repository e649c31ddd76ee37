import type { Place } from '../place.ts';
import { diffLines, hasLines } from './line-diff.ts';
import type { Hunk } from './line-diff.ts';
import type { ListType } from './list-type.ts';
import { matchItems } from './match-items.ts';
import { formatPath } from './path.ts';
import type { Segment } from './path.ts';
import { canonical, isList, isMap } from './value.ts';
import type { Value, ValueMap } from './value.ts';

/** One place in which two values differ. A whole subtree that is new or gone is one change. */
export interface FieldChange {
  /** `reordered`: the items of a list that both sides have stand in another order. */
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly segments: readonly Segment[];
  /** The segments as text: `spec.ports[http].port`. */
  readonly path: string;
  /** The old value; for `reordered` what the items are called, in their old order. */
  readonly before?: Value | undefined;
  readonly after?: Value | undefined;
  /** Where each side was written, if that is known. */
  readonly beforePlace?: Place | undefined;
  readonly afterPlace?: Place | undefined;
  /** Of a text with several lines: where it differs. */
  readonly hunks?: readonly Hunk[] | undefined;
}

export interface FieldDiff {
  readonly changes: readonly FieldChange[];
  /** Places at which nothing changed but a text to its new spelling. */
  readonly renamed: readonly Renamed[];
}

export interface Renamed {
  readonly path: string;
  /** The old spelling. */
  readonly text: string;
}

/**
 * Every place in which two values differ, each exactly once, in the order of the old value.
 * List items are matched by what identifies them, see `matchItems`.
 * @param renames texts, old to new, whose change is no change by itself
 * @param type what the API knows of the values
 */
export function diffFields(
  before: Value,
  after: Value,
  renames: ReadonlyMap<string, string> = new Map(),
  type?: ListType,
): FieldDiff {
  const changes: FieldChange[] = [];
  const renamed: Renamed[] = [];
  compare(before, after, [], '', type);
  return { changes, renamed };

  function compare(
    old: Value,
    now: Value,
    at: readonly Segment[],
    field: string,
    known: ListType | undefined,
  ): void {
    if (isMap(old) && isMap(now)) compareMaps(old, now, at, known);
    else if (isList(old) && isList(now)) compareLists(old, now, at, field, known);
    else if (typeof old === 'string' && old !== now && renames.get(old) === now) {
      renamed.push({ path: formatPath(at), text: old });
    } else if (canonical(old) !== canonical(now)) {
      const texts = typeof old === 'string' && typeof now === 'string';
      const hunks = texts && (hasLines(old) || hasLines(now)) ? diffLines(old, now) : undefined;
      changes.push({ ...place('changed', at), before: old, after: now, ...(hunks && { hunks }) });
    }
  }

  function compareMaps(
    old: ValueMap,
    now: ValueMap,
    at: readonly Segment[],
    known: ListType | undefined,
  ): void {
    for (const [key, value] of Object.entries(old)) {
      const here = [...at, { key }];
      if (!Object.hasOwn(now, key)) changes.push({ ...place('removed', here), before: value });
      else compare(value, now[key] ?? null, here, key, known?.field(key));
    }
    for (const [key, value] of Object.entries(now)) {
      if (Object.hasOwn(old, key)) continue;
      changes.push({ ...place('added', [...at, { key }]), after: value });
    }
  }

  function compareLists(
    old: readonly Value[],
    now: readonly Value[],
    at: readonly Segment[],
    field: string,
    known: ListType | undefined,
  ): void {
    if (canonical(old) === canonical(now)) return;
    const { pairs, ordered, label } = matchItems(field, old, now, renames, known);
    const counterpart = new Map(pairs);
    const matched = new Set(counterpart.values());
    const ofItems = known?.items();

    function item(value: Value, x: number | undefined, y: number | undefined): readonly Segment[] {
      return [...at, { item: label(value, x ?? y ?? 0), before: x, after: y }];
    }

    if (ordered && pairs.some(([, y], i) => y < (pairs[i - 1]?.[1] ?? -1))) {
      const nameOf = ([x]: readonly [number, number]): string => label(old[x] ?? null, x);
      changes.push({
        ...place('reordered', at),
        before: pairs.map(nameOf),
        after: pairs.toSorted(([, a], [, b]) => a - b).map(nameOf),
      });
    }
    old.forEach((value, x) => {
      const y = counterpart.get(x);
      if (y === undefined) {
        changes.push({ ...place('removed', item(value, x, undefined)), before: value });
      } else {
        compare(value, now[y] ?? null, item(value, x, y), field, ofItems);
      }
    });
    now.forEach((value, y) => {
      if (matched.has(y)) return;
      changes.push({ ...place('added', item(value, undefined, y)), after: value });
    });
  }
}

function place(kind: FieldChange['kind'], segments: readonly Segment[]) {
  return { kind, segments, path: formatPath(segments) };
}
