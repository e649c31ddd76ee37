import { KustomizeError } from '../error.ts';
import { describeNodeKind, placeOf } from './describe.ts';
import { findEntry, isNull, mappingNode, stringNode } from './node.ts';
import type { MappingNode, Node, ScalarNode } from './node.ts';
import { resolveTag } from './resolve.ts';

/**
 * The edits of kyaml (`FieldSetter`, `SetYNode`) with their consequences kept: a value is written **into** the node
 * that stands there, so a node that stands in several places changes in all of them, and its style stays.
 */

/** The tag that an untagged scalar has once it was printed and read again. */
function impliedTag(value: string, style: ScalarNode['style']): string {
  return style === 'plain' ? resolveTag(value, '1.2') : '!!str';
}

/** Writes a text into a scalar, whose style stays. Without a tag, the value decides (`1` becomes an integer where the old value was plain). */
export function overwriteScalar(target: ScalarNode, value: string, tag?: string): void {
  target.value = value;
  target.tag =
    tag === undefined || tag === resolveTag(value, '1.2') ? impliedTag(value, target.style) : tag;
  target.tagged = false;
  if (tag === undefined) target.implied = true;
  else if (target.implied) target.implied = undefined;
}

/**
 * Writes what `change` makes of a scalar's text into it. Errors: a mapping or a list ('wrong-type').
 * `spec` names the field in the message.
 */
export function overwriteText(
  node: Node,
  change: (value: string) => string,
  spec: { readonly path: string } | undefined,
  tag?: string,
): void {
  if (node.kind !== 'scalar') throw wrongKind(node, spec, 'a single value');
  overwriteScalar(node, change(node.value), tag);
}

/** Writes a text below a key of a mapping; where the key is new, the node itself is put there. Errors as {@link overwriteText}. */
export function setSharedText(
  node: Node,
  key: string,
  value: ScalarNode,
  spec: { readonly path: string },
): void {
  if (isNull(node)) return;
  if (node.kind !== 'mapping') throw wrongKind(node, spec, 'a mapping');
  const entry = findEntry(node, key);
  if (!entry) node.entries.push({ key: untaggedScalar(key), value });
  else if (entry.value.kind === 'scalar') overwriteScalar(entry.value, value.value, '!!str');
  else overwriteNode(entry.value, value);
}

function wrongKind(
  node: Node,
  spec: { readonly path: string } | undefined,
  wanted: string,
): KustomizeError {
  return new KustomizeError(
    'wrong-type',
    `${spec?.path.replaceAll('/', '.') ?? 'the field'} is ${describeNodeKind(node)}, where a transformer writes ${wanted}`,
    { place: placeOf(node), fix: 'give the field the type that its kind has' },
  );
}

/** Makes `target` be what `source` is, keeping its identity; children are shared with `source`. */
export function overwriteNode(target: Node, source: Node): void {
  if (target === source) return;
  if (target.kind === 'scalar' && source.kind === 'scalar') {
    target.tag = source.tag;
    target.value = source.value;
    target.style = source.style;
    target.tagged = source.tagged ?? false;
    target.source = source.source;
    target.line = source.line;
    target.column = source.column;
    return;
  }
  if (target.kind === 'sequence' && source.kind === 'sequence') {
    target.items = source.items;
    return;
  }
  if (target.kind === 'mapping' && source.kind === 'mapping') {
    target.entries = source.entries;
    return;
  }
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, source);
}

/** A string scalar; several lines are written as a literal block. */
export function textNode(value: string): ScalarNode {
  return stringNode(value, value.includes('\n') ? 'literal' : 'plain');
}

/** Sets a field to a text without saying its type: an existing field keeps its style, and the value decides the type. */
export function setScalarField(mapping: MappingNode, key: string, value: string): void {
  const entry = findEntry(mapping, key);
  if (entry?.value.kind === 'scalar') {
    overwriteScalar(entry.value, value);
    return;
  }
  const node = untaggedNode(value);
  if (entry) overwriteNode(entry.value, node);
  else mapping.entries.push({ key: untaggedScalar(key), value: node });
}

/** A new scalar for a text: kyaml's FieldSetter quotes what would not be read as a string. */
function untaggedNode(value: string): ScalarNode {
  return stringNode(value, impliedTag(value, 'plain') === '!!str' ? 'plain' : 'double');
}

/** A scalar whose type its text decides, as kyaml's NewScalarRNode makes it. */
export function untaggedScalar(value: string): ScalarNode {
  return {
    kind: 'scalar',
    tag: impliedTag(value, 'plain'),
    value,
    style: 'plain',
    line: 0,
    column: 0,
  };
}

/** Changes the text of a scalar and leaves its type, which the text has to fit; a scalar without a type takes that of the text. */
export function changeText(target: ScalarNode, value: string): void {
  if (target.tag === '') overwriteScalar(target, value);
  else target.value = value;
}

/** Appends an empty field of the given kind and returns its node. */
export function newField(mapping: MappingNode, key: string, kind: 'scalar' | 'mapping'): Node {
  const value = kind === 'mapping' ? mappingNode() : stringNode('');
  mapping.entries.push({ key: untaggedScalar(key), value });
  return value;
}

/**
 * Sets a field to a node. An existing field keeps its identity and its style: a number written over a quoted
 * text becomes a text. A new field is written as `like` is, the key that the value comes with.
 */
export function replaceField(
  mapping: MappingNode,
  key: string,
  value: Node,
  like: Node | undefined,
): void {
  const entry = findEntry(mapping, key);
  if (!entry) {
    const style = like?.kind === 'scalar' ? like.style : 'plain';
    mapping.entries.push({
      key: { ...untaggedScalar(key), ...like, style, tag: impliedTag(key, style) } as ScalarNode,
      value,
    });
    return;
  }
  const before = entry.value;
  if (before.kind !== 'scalar' || value.kind !== 'scalar') {
    overwriteNode(before, value);
    return;
  }
  const { style } = before;
  overwriteNode(before, value);
  before.style = style;
  if (style !== 'plain' && !before.tagged && before.tag === resolveTag(before.value, '1.2'))
    before.tag = '!!str';
}

/** A mapping of texts to nodes, its keys untagged. */
export function untaggedMap(entries: readonly (readonly [string, Node])[]): MappingNode {
  const map = mappingNode();
  map.entries = entries.map(([key, value]) => ({ key: untaggedScalar(key), value }));
  return map;
}

/** Gives a node that was made the place of the one that it stands for, and what is known of its past. */
export function inheritPlace(node: Node, from: Node): void {
  node.source = from.source;
  node.line = from.line;
  node.column = from.column;
  if (from.trace) node.trace = from.trace;
  if (node.kind === 'scalar' && from.kind === 'scalar' && from.verbatim)
    node.verbatim = from.verbatim;
}
