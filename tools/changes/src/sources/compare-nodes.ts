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
  compare(before, after, '', false);

  /** @param same the values are known to be equal, so that only their stations can differ */
  function compare(
    old: Node | undefined,
    now: Node | undefined,
    field: string,
    same: boolean,
  ): void {
    if (old === now) return;
    if (isFilledMap(old) && isFilledMap(now)) compareMaps(old, now, same);
    else if (isFilledList(old) && isFilledList(now)) compareLists(old, now, field, same);
    else if (isFilled(old) || isFilled(now)) {
      enter(old, undefined, field);
      enter(undefined, now, field);
    } else if (!old || !now || !sameLeaf(old, now)) visitor.field(old, now, at);
  }

  /** Of one of the two, the other one is not there. */
  function enter(old: Node | undefined, now: Node | undefined, field: string): void {
    const node = old ?? now;
    if (isFilledMap(node)) {
      for (const { key, value } of node.entries) {
        const name = textOf(key);
        below(name, old && value, now && value, name, false);
      }
    } else if (isFilledList(node)) {
      const keyed = hasMapsOnly(node);
      node.items.forEach((item, i) => {
        const step = { field, keyed, item, before: old && i, after: now && i };
        below(step, old && item, now && item, field, false);
      });
    } else if (node) visitor.field(old, now, at);
  }

  function below(
    step: Step,
    old: Node | undefined,
    now: Node | undefined,
    field: string,
    same: boolean,
  ): void {
    at.push(step);
    if (old && now) compare(old, now, field, same);
    else enter(old, now, field);
    at.pop();
  }

  function compareMaps(old: MappingNode, now: MappingNode, same: boolean): void {
    if (same || haveSameKeys(old, now)) {
      for (let i = 0; i < old.entries.length; i++) {
        const entry = old.entries[i];
        const name = textOf(entry?.key);
        below(name, entry?.value, now.entries[i]?.value, name, same);
      }
      return;
    }
    const left = new Map(now.entries.map(({ key, value }) => [textOf(key), value]));
    for (const { key, value } of old.entries) {
      const name = textOf(key);
      below(name, value, left.get(name), name, false);
      left.delete(name);
    }
    for (const [name, value] of left) below(name, undefined, value, name, false);
  }

  function compareLists(old: SequenceNode, now: SequenceNode, field: string, same: boolean): void {
    const keyed = hasMapsOnly(old) && hasMapsOnly(now);
    const areSame = same || sameContent(old, now);
    const item = (x: number | undefined, y: number | undefined): void => {
      const oldItem = x === undefined ? undefined : old.items[x];
      const nowItem = y === undefined ? undefined : now.items[y];
      const shown = oldItem ?? nowItem;
      if (!shown) return;
      below({ field, keyed, item: shown, before: x, after: y }, oldItem, nowItem, field, areSame);
    };
    if (areSame) {
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

/** Whether two trees hold the same values in the same order, wherever these came from. */
export function sameContent(a: Node | undefined, b: Node | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value && a.tag === b.tag;
  if (a.kind === 'sequence') {
    if (b.kind !== 'sequence' || a.items.length !== b.items.length) return false;
    for (let i = 0; i < a.items.length; i++) {
      if (!sameContent(a.items[i], b.items[i])) return false;
    }
    return true;
  }
  if (a.kind !== 'mapping' || b.kind !== 'mapping' || !haveSameKeys(a, b)) return false;
  for (let i = 0; i < a.entries.length; i++) {
    if (!sameContent(a.entries[i]?.value, b.entries[i]?.value)) return false;
  }
  return true;
}

function haveSameKeys(a: MappingNode, b: MappingNode): boolean {
  if (a.entries.length !== b.entries.length) return false;
  for (let i = 0; i < a.entries.length; i++) {
    if (textOf(a.entries[i]?.key) !== textOf(b.entries[i]?.key)) return false;
  }
  return true;
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
