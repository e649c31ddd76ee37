import { getField, placeOf } from 'kustomize-ts';
import type { Node, Place } from 'kustomize-ts';

/**
 * The place of a field that the API server names, `spec.ports[0].port` or `metadata.labels[example.com/a]`; where it is
 * not there, as with one that is missing, the place of what it would stand in. Undefined where no file holds any of it.
 */
export function locateField(root: Node, field: string): Place | undefined {
  let node: Node | undefined = root;
  let place = placeOf(root);
  for (const step of stepsOf(field)) {
    node = stepInto(node, step);
    if (!node) break;
    place = placeOf(node) ?? place;
  }
  return place;
}

function stepInto(node: Node, step: string): Node | undefined {
  return node.kind === 'sequence' ? node.items[Number(step)] : getField(node, step);
}

/** Names, and what stands in brackets: an index, or a key with dots in it. */
function stepsOf(field: string): string[] {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, inner, name]) => inner ?? name ?? '',
  );
}
