import { originsOf, toJsonValue } from 'kustomize-ts';
import type { MappingNode, Node, SequenceNode } from 'kustomize-ts';

import type { ListType } from '../field/list-type.ts';
import { matchItems } from '../field/match-items.ts';
import { typeAt } from './location.ts';
import type { Step } from './location.ts';
import { sameStations } from './stations.ts';

export interface NodeVisitor {
  /** A value that differs, or that came another way; undefined where it is not there. `at` is only valid during the call. */
  field(before: Node | undefined, after: Node | undefined, at: readonly Step[]): void;
  /** A list whose items stand in another order. */
  reordered(before: SequenceNode, after: SequenceNode): void;
}

/**
 * Walks two resources side by side; list items are matched as the field diff does it.
 * @param typeOf tells what the API knows of the resource; asked where a list differs
 */
export function compareNodes(
  before: Node,
  after: Node,
  typeOf: () => ListType | undefined,
  visitor: NodeVisitor,
): void {
  const at: Step[] = [];
  compare(before, after, '');

  function compare(old: Node | undefined, now: Node | undefined, field: string): void {
    if (old === now) return;
    if (isFilledMap(old) && isFilledMap(now)) compareMaps(old, now);
    else if (isFilledList(old) && isFilledList(now)) compareLists(old, now, field);
    else if (!isFilled(old) && !isFilled(now)) {
      if (!old || !now || !sameLeaf(old, now)) visitor.field(old, now, at);
    } else {
      enter(old, undefined, field);
      enter(undefined, now, field);
    }
  }

  /** Of one of the two, the other one is not there. */
  function enter(old: Node | undefined, now: Node | undefined, field: string): void {
    const node = old ?? now;
    if (isFilledMap(node)) {
      for (const { key, value } of node.entries) {
        const name = textOf(key);
        below(name, old && value, now && value, name);
      }
    } else if (isFilledList(node)) {
      const keyed = hasMapsOnly(node);
      node.items.forEach((item, i) => {
        const step = { field, keyed, item, before: old && i, after: now && i };
        below(step, old && item, now && item, field);
      });
    } else if (node) visitor.field(old, now, at);
  }

  function below(step: Step, old: Node | undefined, now: Node | undefined, field: string): void {
    at.push(step);
    if (old && now) compare(old, now, field);
    else enter(old, now, field);
    at.pop();
  }

  function compareMaps(old: MappingNode, now: MappingNode): void {
    const sameKeys =
      old.entries.length === now.entries.length &&
      old.entries.every(({ key }, i) => textOf(key) === textOf(now.entries[i]?.key));
    if (sameKeys) {
      old.entries.forEach(({ key, value }, i) => {
        const name = textOf(key);
        below(name, value, now.entries[i]?.value, name);
      });
      return;
    }
    const left = new Map(now.entries.map(({ key, value }) => [textOf(key), value]));
    for (const { key, value } of old.entries) {
      const name = textOf(key);
      below(name, value, left.get(name), name);
      left.delete(name);
    }
    for (const [name, value] of left) below(name, undefined, value, name);
  }

  function compareLists(old: SequenceNode, now: SequenceNode, field: string): void {
    const keyed = hasMapsOnly(old) && hasMapsOnly(now);
    const item = (x: number | undefined, y: number | undefined): void => {
      const oldItem = x === undefined ? undefined : old.items[x];
      const nowItem = y === undefined ? undefined : now.items[y];
      const shown = oldItem ?? nowItem;
      if (!shown) return;
      below({ field, keyed, item: shown, before: x, after: y }, oldItem, nowItem, field);
    };
    if (
      old.items.length === now.items.length &&
      old.items.every((x, i) => sameContent(x, now.items[i]))
    ) {
      old.items.forEach((_, i) => item(i, i));
      return;
    }
    const { pairs, ordered } = matchItems(
      field,
      old.items.map((node) => toJsonValue(node)),
      now.items.map((node) => toJsonValue(node)),
      new Map(),
      typeAt(at, typeOf()),
    );
    if (ordered && pairs.some(([, y], i) => y < (pairs[i - 1]?.[1] ?? -1)))
      visitor.reordered(old, now);
    const counterpart = new Map(pairs);
    const known = new Set(counterpart.values());
    old.items.forEach((_, x) => item(x, counterpart.get(x)));
    now.items.forEach((_, y) => {
      if (!known.has(y)) item(undefined, y);
    });
  }
}

/** Whether two trees hold the same values, wherever these came from. */
export function sameContent(a: Node | undefined, b: Node | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.kind === 'alias' || a.kind !== b.kind) return false;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.tag === b.tag && a.value === b.value;
  if (a.kind === 'sequence') {
    return (
      b.kind === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => sameContent(item, b.items[i]))
    );
  }
  return (
    b.kind === 'mapping' &&
    a.entries.length === b.entries.length &&
    a.entries.every(({ key, value }, i) => {
      const other = b.entries[i];
      return textOf(key) === textOf(other?.key) && sameContent(value, other?.value);
    })
  );
}

function sameLeaf(old: Node, now: Node): boolean {
  return sameContent(old, now) && sameStations(originsOf(old), originsOf(now));
}

function isFilledMap(node: Node | undefined): node is MappingNode {
  return node?.kind === 'mapping' && node.entries.length > 0;
}

function isFilledList(node: Node | undefined): node is SequenceNode {
  return node?.kind === 'sequence' && node.items.length > 0;
}

function isFilled(node: Node | undefined): boolean {
  return isFilledMap(node) || isFilledList(node);
}

function hasMapsOnly({ items }: SequenceNode): boolean {
  return items.every(({ kind }) => kind === 'mapping');
}

function textOf(key: Node | undefined): string {
  return key?.kind === 'scalar' ? key.value : '';
}
