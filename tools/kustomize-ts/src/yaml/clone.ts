import type { Entry, MappingNode, Node } from './node.ts';

/**
 * A deep copy in which nodes that stand in several places of the tree still do.
 * Only nodes that are marked as shared are looked up, so that an ordinary tree costs no more than its copy.
 */
export function cloneShared<T extends Node>(node: T): T;
export function cloneShared(node: Node): Node {
  return clone(node, new Map());
}

function clone(node: Node, copies: Map<Node, Node>): Node {
  switch (node.kind) {
    case 'scalar': {
      if (!node.shared) return { ...node };
      const known = copies.get(node);
      if (known) return known;
      const copy = { ...node };
      copies.set(node, copy);
      return copy;
    }
    case 'mapping': {
      const entries = Array.from<Entry>({ length: node.entries.length });
      for (let i = 0; i < entries.length; i++) {
        const entry = node.entries[i]!;
        entries[i] = { key: clone(entry.key, copies), value: clone(entry.value, copies) };
      }
      return { ...node, entries } satisfies MappingNode;
    }
    case 'sequence':
      return { ...node, items: node.items.map((item) => clone(item, copies)) };
    case 'alias':
      return { ...node };
  }
}
