import type { JsonValue } from './json-value.ts';
import { mappingNode, scalarNode, sequenceNode } from './node.ts';
import type { Node } from './node.ts';
import { formatShortest } from './numbers.ts';
import { resolveTag } from './resolve.ts';
import { textNode } from './edit.ts';

/** The tree of a JSON value as go-yaml v3 would write it: numbers are floats, several lines become a literal block. */
export function jsonNode(value: JsonValue): Node {
  switch (typeof value) {
    case 'string':
      return textNode(value);
    case 'boolean':
      return scalarNode('!!bool', String(value));
    case 'number':
    case 'bigint': {
      const text = formatShortest(Number(value));
      return scalarNode(resolveTag(text, '1.2'), text);
    }
    default:
      break;
  }
  if (value === null) return scalarNode('!!null', 'null');
  if (Array.isArray(value)) return sequenceNode(value.map(jsonNode));
  return mappingNode(Object.entries(value).map(([key, item]) => [key, jsonNode(item)]));
}
