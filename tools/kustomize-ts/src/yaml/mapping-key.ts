import { KustomizeError } from '../error.ts';
import type { MappingNode, Node, ScalarNode } from './node.ts';
import { roundTripText } from './round-trip.ts';
import { isSimpleKey } from './scalar-style.ts';
import { scalarValue } from './scalar-value.ts';
import { placeOf } from './syntax-error.ts';

/**
 * The text of a mapping key after kustomize read the tree back into Go maps, where every key below the top must be a
 * string; at the top any scalar is taken by its text. Undefined for a key that is lost there.
 *
 * @throws KustomizeError `wrong-type` for other keys.
 */
export function keyValue(key: Node, inFlow: boolean, isRoot: boolean): string | undefined {
  if (key.kind !== 'scalar') throw notString(key, 'a collection');
  const { tag, value } = key;
  // A key that stands before its `:` without a `?` is never written as a block.
  if (tag === '!!str') return inFlow || isSimpleKey(value) ? value : roundTripText(key);
  if (tag === '!!null' && value === '') {
    // An empty key is written as '' and read as a string.
    if (!key.tagged && key.style === 'plain') return '';
    if (isRoot) return undefined;
  }
  if (!key.tagged && tag === '!!timestamp' && inFlow && value.includes(':')) return value;
  if (tag === '!!merge') return value;
  if (!isRoot || tag === '!!null') throw notString(key, tag);
  return rootKeyText(key);
}

function rootKeyText(key: ScalarNode): string {
  if (key.tag === '!!binary') return String(scalarValue(key, '1.2'));
  // Infinity and NaN are fine as keys; everything else has to fit its tag.
  if (key.tag !== '!!float') scalarValue(key, '1.2');
  return key.value;
}

function notString(key: Node, type: string): KustomizeError {
  const name = key.kind === 'scalar' ? `mapping key '${key.value}'` : 'mapping key';
  return new KustomizeError('wrong-type', `${name} is ${type}, not a string`, {
    place: placeAt(key),
    fix: 'quote it',
  });
}

/** The error for a key that stands twice in a mapping. */
export function duplicateKey(mapping: MappingNode, text: string): KustomizeError {
  const same = mapping.entries.filter(({ key }) => key.kind === 'scalar' && key.value === text);
  const first = same[0]?.key;
  const second = same[1]?.key ?? mapping;
  const where = first && first.line > 0 ? ` on line ${first.line}` : '';
  return new KustomizeError('conflict', `mapping key '${text}' already defined${where}`, {
    place: placeAt(second),
    fix: 'remove one of them',
  });
}

/** Where a node stands, as far as it came from a file. */
export function placeAt(node: Node) {
  return node.line > 0 ? placeOf(node.source, node.line, node.column) : undefined;
}
