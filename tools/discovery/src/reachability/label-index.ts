import { selects } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import type { Labels } from '../store/stored-object.ts';

/** Finds what a selector selects without asking everything. */
export interface LabelIndex {
  /** Numbers of the items that may be selected, ascending; all of those that are. */
  candidates(selector: Selector): readonly number[];
  /** Numbers of the items that are selected, ascending. */
  select(selector: Selector): readonly number[];
}

/** Indexes items by their labels; an item is known by its place in the list. */
export function makeLabelIndex(items: readonly Labels[]): LabelIndex {
  const every = items.map((_, index) => index);
  const byValue = new Map<string, Map<string, number[]>>();
  for (const [index, labels] of items.entries()) {
    for (const [key, value] of labels) {
      const values = byValue.get(key) ?? new Map<string, number[]>();
      byValue.set(key, values);
      const found = values.get(value);
      if (found) found.push(index);
      else values.set(value, [index]);
    }
  }
  const candidates = (selector: Selector): readonly number[] => {
    if (selector === null) return [];
    let best: readonly number[] = every;
    for (const { key, operator, values } of selector) {
      if (operator !== 'In') continue;
      const lists = [...new Set(values)].map((value) => byValue.get(key)?.get(value) ?? []);
      const count = lists.reduce((sum, list) => sum + list.length, 0);
      if (count < best.length) {
        const [only] = lists;
        best = lists.length === 1 && only ? only : lists.flat().toSorted((a, b) => a - b);
      }
    }
    return best;
  };
  const select = (selector: Selector): readonly number[] => {
    const found = candidates(selector);
    if (selector?.length === 0) return found;
    return found.filter((index) => selects(selector, items[index] ?? new Map()));
  };
  return { candidates, select };
}
