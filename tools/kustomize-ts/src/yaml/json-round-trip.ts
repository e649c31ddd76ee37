import { inheritPlace } from './edit.ts';
import { jsonNode } from './json-node.ts';
import { getField } from './node.ts';
import type { Node } from './node.ts';
import { toJsonValue } from './to-json.ts';

/**
 * A new tree of the same value that passed through JSON: styles and shared nodes are gone, numbers are floats.
 * Positions stay. Errors: what JSON cannot say, such as a key twice.
 */
export function jsonRoundTrip(node: Node): Node {
  const result = jsonNode(toJsonValue(node));
  copyPositions(node, result);
  return result;
}

/** Gives the nodes of a tree the places of those that stand at the same paths in another. */
export function copyPositions(from: Node, to: Node): void {
  inheritPlace(to, from);
  if (from.kind === 'sequence' && to.kind === 'sequence') {
    from.items.forEach((item, i) => copyPositions(item, to.items[i]!));
  } else if (from.kind === 'mapping' && to.kind === 'mapping') {
    for (const { key, value } of from.entries) {
      const target = key.kind === 'scalar' ? getField(to, key.value) : undefined;
      if (target) copyPositions(value, target);
    }
  }
}
