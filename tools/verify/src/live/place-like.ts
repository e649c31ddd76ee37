import { getField } from 'kustomize-ts';
import type { Node, Resource } from 'kustomize-ts';

/**
 * Gives the fields of an object of the cluster the places that they have in the sources: those of the same fields of the
 * rendered one; no place to what is not rendered.
 */
export function placeLike(object: Resource, rendered: Resource | undefined): Resource {
  return { ...object, node: placed(object.node, rendered?.node) };
}

function placed<T extends Node>(node: T, like: Node | undefined): T {
  const { source: _, trace: _trace, ...bare } = node;
  const place = {
    line: like?.line ?? 0,
    column: like?.column ?? 0,
    ...(like?.source && { source: like.source }),
    ...(like?.trace && { trace: like.trace }),
  };
  return { ...bare, ...place, ...inner(node, like) } as T;
}

function inner(node: Node, like: Node | undefined): Partial<Node> {
  if (node.kind === 'mapping') {
    const entries = node.entries.map(({ key, value }) => ({
      key: placed(key, undefined),
      value: placed(value, key.kind === 'scalar' ? getField(like, key.value) : undefined),
    }));
    return { entries };
  }
  if (node.kind !== 'sequence') return {};
  const items = like?.kind === 'sequence' ? like.items : [];
  return { items: node.items.map((item, i) => placed(item, sameItem(item, items) ?? items[i])) };
}

/** An item of a list goes by its name, where it has one. */
function sameItem(item: Node, items: readonly Node[]): Node | undefined {
  const name = getField(item, 'name');
  if (name?.kind !== 'scalar') return undefined;
  return items.find((other) => {
    const candidate = getField(other, 'name');
    return candidate?.kind === 'scalar' && candidate.value === name.value;
  });
}
