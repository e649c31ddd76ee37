import { mappingNode, scalarNode, stringNode } from './node.ts';
import type { Entry, Node, ScalarNode, ScalarStyle } from './node.ts';
import { formatShortest } from './numbers.ts';
import { resolveTag } from './resolve.ts';
import { roundTripText } from './round-trip.ts';
import { toJsonValueV11 } from './v11.ts';

/**
 * A tree read as YAML 1.1, without aliases, as one that means the same in YAML 1.2: `yes` becomes `true`, `0120` becomes
 * 80, keys are strings, and of equal keys the last one stays. Places are kept.
 *
 * @throws KustomizeError as toJsonValueV11.
 */
export function normalizeV11(node: Node): Node {
  switch (node.kind) {
    case 'scalar':
      return normalizeScalar(node);
    case 'sequence':
      return { ...node, items: node.items.map(normalizeV11) };
    case 'mapping': {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.entries) {
        const text = keyText(key);
        const { source, line, column } = key;
        entries.delete(text);
        entries.set(text, {
          key: { ...stringNode(text), source, line, column },
          value: normalizeV11(value),
        });
      }
      return { ...node, entries: [...entries.values()] };
    }
    case 'alias':
      return node;
  }
}

function normalizeScalar(node: ScalarNode): ScalarNode {
  const { source, line, column, style } = node;
  const value = toJsonValueV11(node);
  const place = { source, line, column, ...(node.verbatim && { verbatim: node.verbatim }) };
  if (typeof value === 'string') {
    return { ...stringNode(value, keepsStyle(style, value) ? style : 'double'), ...place };
  }
  if (value === null) return { ...scalarNode('!!null', 'null'), ...place };
  if (typeof value === 'boolean') return { ...scalarNode('!!bool', String(value)), ...place };
  const text = typeof value === 'number' ? formatShortest(value) : String(value);
  return { ...scalarNode(resolveTag(text, '1.2'), text), ...place };
}

/** Whether a string in a style means the same in YAML 1.2, also after kustomize has written and read it again. */
function keepsStyle(style: ScalarStyle, value: string): boolean {
  if (style === 'plain') return resolveTag(value, '1.2') === '!!str';
  return roundTripText(stringNode(value, style)) === value;
}

/** What a key is as a string of JSON. */
function keyText(key: Node): string {
  if (key.kind === 'scalar' && key.style !== 'plain' && !key.tagged) return key.value;
  const entry = { ...mappingNode(), entries: [{ key, value: scalarNode('!!null', 'null') }] };
  return Object.keys(toJsonValueV11(entry) ?? {})[0] ?? '';
}
