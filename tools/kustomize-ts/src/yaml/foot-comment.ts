import { isBreak } from './characters.ts';
import type { Entry, MappingNode, Node } from './node.ts';
import { isBlockAllowed, roundTripText } from './round-trip.ts';

/**
 * go-yaml v3 writes an empty line before a comment at the end of a document. Where the last value is a block that keeps
 * its trailing line breaks, that line is read back as one more. Returns the mapping itself where nothing changes.
 */
export function applyFootComment(root: MappingNode): MappingNode {
  return root.footComment && root.style === 'block' ? grownMapping(root) : root;
}

function grownMapping(mapping: MappingNode): MappingNode {
  const last = mapping.entries.at(-1);
  if (last === undefined) return mapping;
  const value = grown(last.value);
  if (value === last.value) return mapping;
  const entry: Entry = { key: last.key, value };
  return { ...mapping, entries: mapping.entries.with(-1, entry) };
}

function grown(node: Node): Node {
  switch (node.kind) {
    case 'mapping':
      return node.style === 'block' ? grownMapping(node) : node;
    case 'sequence': {
      const last = node.items.at(-1);
      if (last === undefined || node.style === 'flow') return node;
      const item = grown(last);
      return item === last ? node : { ...node, items: node.items.with(-1, item) };
    }
    case 'scalar': {
      const { value, style } = node;
      const keeps =
        (style === 'literal' || style === 'folded') &&
        isBlockAllowed(value) &&
        isBreak(value.charCodeAt(value.length - 1)) &&
        (value.length === 1 || isBreak(value.charCodeAt(value.length - 2)));
      return keeps ? { ...node, value: `${roundTripText(node)}\n`, style: 'double' } : node;
    }
    case 'alias':
      return node;
  }
}
