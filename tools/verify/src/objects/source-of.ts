import { getField, placeOf } from 'kustomize-ts';
import type { Node, Resource } from 'kustomize-ts';

import type { Check } from '../check.ts';

/**
 * Where a field of a resource stands in the sources: the field, else the nearest one around it that stands in a file.
 * Items of lists go by their names, else by their numbers.
 */
export function sourceOf(resource: Resource, path: readonly string[] = []): Check['source'] {
  let node: Node | undefined = resource.node;
  let place = placeOf(getField(getField(node, 'metadata'), 'name')) ?? placeOf(node);
  for (const key of path) {
    node = node.kind === 'sequence' ? itemOf(node.items, key) : getField(node, key);
    if (!node) break;
    place = placeOf(node) ?? place;
  }
  return place && { file: place.path, line: place.line ?? 1 };
}

function itemOf(items: readonly Node[], key: string): Node | undefined {
  const named = items.find((item) => {
    const name = getField(item, 'name');
    return name?.kind === 'scalar' && name.value === key;
  });
  return named ?? items[Number(key)];
}
