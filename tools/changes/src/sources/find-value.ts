import type { Node } from 'kustomize-ts';

import type { Found } from '../field/find-node.ts';
import { findNode } from '../field/find-node.ts';
import type { ListType } from '../field/list-type.ts';
import { matchItems } from '../field/match-items.ts';
import type { Segment } from '../field/path.ts';
import { fieldOf, isList, isMap } from '../field/value.ts';
import type { Value } from '../field/value.ts';

/** A value of an object, and its node. */
export interface FoundValue {
  readonly value: Value;
  readonly found: Found;
  /** What the items of a list are called; empty of anything else. */
  labels(): readonly string[];
}

/** Finds by its segments what another object of the same kind has there; list items are found by what they are called. */
export function findValue(
  content: Value,
  node: Node,
  segments: readonly Segment[],
  type: ListType | undefined,
): FoundValue | undefined {
  let value: Value | undefined = content;
  let known = type;
  let field = '';
  const own: Segment[] = [];
  for (const segment of segments) {
    if ('key' in segment) {
      value = fieldOf(value, segment.key);
      known = known?.field(segment.key);
      field = segment.key;
      own.push(segment);
    } else {
      const index: number = indexOf(value, segment.item, field, known) ?? -1;
      value = isList(value) ? value[index] : undefined;
      known = known?.items();
      own.push({ ...segment, after: index });
    }
    if (value === undefined) return undefined;
  }
  const found = findNode(node, own, 'after');
  return found && { value, found, labels: () => labelsOf(value, field, known) };
}

/** Of lists that were asked for: where each item is. */
const positions = new WeakMap<readonly Value[], ReadonlyMap<string, number>>();

function indexOf(
  list: Value | undefined,
  label: string,
  field: string,
  type: ListType | undefined,
): number | undefined {
  if (!isList(list)) return undefined;
  let known = positions.get(list);
  if (!known) {
    const labels = labelsOf(list, field, type).map((own, i) => [own, i] as const);
    // Of items that share their label the first one counts.
    known = new Map(labels.toReversed());
    positions.set(list, known);
  }
  return known.get(label);
}

function labelsOf(value: Value | undefined, field: string, type: ListType | undefined): string[] {
  if (!isList(value)) return [];
  const named = type?.keys?.length === 0 || value.every(isMap);
  if (!named) return value.map((_, i) => String(i));
  const { label } = matchItems(field, value, value, new Map(), type);
  return value.map(label);
}
