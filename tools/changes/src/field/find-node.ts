import type { Entry, MappingNode, Node } from 'kustomize-ts';

import type { Segment } from './path.ts';

/** One of the two sides of a comparison. */
export type Side = 'before' | 'after';

/** A value, and the key that it stands behind; none in a list. */
export interface Found {
  readonly key?: Node | undefined;
  readonly value: Node;
}

/** The node that a path leads to on one side; undefined where that side has none. */
export function findNode(root: Node, segments: readonly Segment[], side: Side): Found | undefined {
  let found: Found | undefined = { value: root };
  for (const segment of segments) {
    found = found && stepInto(found.value, segment, side);
  }
  return found;
}

function stepInto(node: Node, segment: Segment, side: Side): Found | undefined {
  if ('key' in segment) return node.kind === 'mapping' ? findEntry(node, segment.key) : undefined;
  const index = segment[side];
  const value = node.kind === 'sequence' && index !== undefined ? node.items[index] : undefined;
  return value && { value };
}

/** Above this many entries looking for one after the other takes longer than knowing where each is. */
const FEW_ENTRIES = 16;

const entriesByKey = new WeakMap<MappingNode, ReadonlyMap<string, Entry>>();

function findEntry(node: MappingNode, key: string): Entry | undefined {
  if (node.entries.length <= FEW_ENTRIES)
    return node.entries.find((entry) => textOf(entry) === key);
  let known = entriesByKey.get(node);
  if (!known) {
    known = new Map(node.entries.map((entry) => [textOf(entry), entry]));
    entriesByKey.set(node, known);
  }
  return known.get(key);
}

function textOf({ key }: Entry): string {
  return key.kind === 'scalar' ? key.value : '';
}
