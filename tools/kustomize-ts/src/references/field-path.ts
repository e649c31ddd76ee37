import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';
import { matchAnywhere } from '../resource/regular-expression.ts';
import { splitEscaped } from '../transformers/field-spec.ts';
import { scalarText } from '../resource/resource.ts';
import { describeNodeKind } from '../yaml/describe.ts';
import { untaggedScalar } from '../yaml/edit.ts';
import { parseDocument } from '../yaml/parser.ts';
import { getField, mappingNode, scalarNode, sequenceNode, setField } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';

/** The kind of node that is made at the end of a path that is not there yet. */
export type Creation = Node['kind'] | undefined;

/**
 * Splits `a.b.[name=x.y].c`: a bracketed part stays whole, and loses its brackets where it names a key
 * (`metadata.annotations.[a.b/c]`); `\.` stands for a dot (kyaml's SmarterPathSplitter).
 */
export function splitPath(path: string): string[] {
  const parts = splitEscaped(path, '.');
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < parts.length - 1) {
      bracketed.push(parts[++i]!);
      if (parts[i]!.endsWith(']')) break;
    }
    const whole = bracketed.join('.');
    result.push(whole.includes('=') ? whole : whole.replaceAll(/^[[\]]+|[[\]]+$/g, ''));
  }
  return result;
}

function isIndex(part: string): boolean {
  return /^\+?\d+$/.test(part);
}

function isCondition(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

/** `[name=value]` in its two halves; the name is empty for plain values. */
function splitCondition(part: string, place: Place | undefined): { name: string; value: string } {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) {
    throw new KustomizeError('invalid-value', `${part} is no condition on a list`, {
      place,
      fix: 'write it as [field=value], or [=value] for plain values',
    });
  }
  return { name: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

function wrongKind(
  node: Node,
  part: string,
  wanted: string,
  place: Place | undefined,
): KustomizeError {
  return new KustomizeError(
    'wrong-type',
    `${part} asks for ${wanted}, but finds ${describeNodeKind(node)}`,
    {
      place,
      fix: 'correct the field path',
    },
  );
}

/**
 * Follows a path to one node: keys, indexes, `-` for the last element, `[key=value]` with an exact value (kyaml's PathGetter).
 * Undefined where it leads nowhere. Errors: a path that does not fit what it meets ('wrong-type').
 */
export function lookup(
  root: Node,
  path: readonly string[],
  place: Place | undefined,
): Node | undefined {
  let node: Node | undefined = root;
  for (const part of path.map((text) => text.trim()).filter((text) => text !== '')) {
    if (node === undefined) return undefined;
    node = step(node, part, place);
  }
  return node;
}

function step(node: Node, part: string, place: Place | undefined): Node | undefined {
  if (part === '*') {
    throw new KustomizeError('invalid-value', 'a * leads to many fields, where one is asked for', {
      place,
      fix: 'name one',
    });
  }
  const isNullNode = node.kind === 'scalar' && node.tag === '!!null';
  if (isIndex(part) || part === '-' || isCondition(part)) {
    if (isNullNode) return undefined;
    if (node.kind !== 'sequence') throw wrongKind(node, part, 'a list', place);
    if (part === '-') return node.items.at(-1);
    if (isIndex(part)) return node.items[Number(part)];
    const { name, value } = splitCondition(part, place);
    if (name === '') return node.items.find((item) => scalarText(item) === value);
    return node.items.find((item) => {
      const field = getField(item, name);
      return field !== undefined && scalarText(field) === value;
    });
  }
  if (isNullNode) return undefined;
  if (node.kind !== 'mapping') throw wrongKind(node, part, 'a mapping', place);
  return getField(node, part);
}

/**
 * As {@link lookup}; a field or element that is not there is made on the way, a scalar at the end (kyaml's LookupCreate).
 * Undefined where the path leads through null or past the end of a list.
 */
export function lookupOrCreate(
  root: Node,
  path: readonly string[],
  place: Place | undefined,
): Node | undefined {
  const parts = path.map((text) => text.trim()).filter((text) => text !== '');
  let node: Node | undefined = root;
  for (const [i, part] of parts.entries()) {
    if (node === undefined) return undefined;
    node = step(node, part, place) ?? addPart(node, part, parts[i + 1], place);
  }
  return node;
}

function addPart(
  node: Node,
  part: string,
  next: string | undefined,
  place: Place | undefined,
): Node | undefined {
  if (isIndex(part) || part === '-') return undefined;
  if (isCondition(part) && node.kind === 'sequence') {
    const { name, value } = splitCondition(part, place);
    const element = newElement(name, value);
    node.items.push(element);
    return element;
  }
  if (node.kind !== 'mapping') return undefined;
  const made = newNode(next, 'scalar');
  setField(node, part, made);
  return made;
}

/**
 * Follows a path to all nodes that fit it: as {@link lookup}, with `*` for every element and regular expressions in
 * conditions; what is missing is made where `create` says of which kind (kyaml's PathMatcher).
 * Errors: as {@link lookup}; an index past the end ('no-match').
 */
export function matchPath(
  root: Node,
  path: readonly string[],
  create: Creation,
  place: Place | undefined,
): Node[] {
  const [part, ...rest] = path;
  if (part === undefined) return [root];
  if (isIndex(part)) return matchIndex(root, part, rest, create, place);
  if (isCondition(part)) return matchCondition(root, part, rest, create, place);
  if (part === '*')
    return elements(root, part, place).flatMap((item) => matchPath(item, rest, create, place));
  return matchField(root, part, rest, create, place);
}

function elements(node: Node, part: string, place: Place | undefined): Node[] {
  if (node.kind === 'scalar' && node.tag === '!!null') return [];
  if (node.kind !== 'sequence') throw wrongKind(node, part, 'a list', place);
  return node.items;
}

/** What a part of a path has to be, seen from the part that follows it. */
function newNode(next: string | undefined, create: NonNullable<Creation>): Node {
  if (next === undefined || next === '') {
    if (create === 'mapping') return mappingNode();
    return create === 'sequence' ? sequenceNode() : scalarNode('', '');
  }
  return isCondition(next) || isIndex(next) ? sequenceNode() : mappingNode();
}

function matchField(
  node: Node,
  part: string,
  rest: readonly string[],
  create: Creation,
  place: Place | undefined,
): Node[] {
  if (node.kind === 'scalar' && node.tag === '!!null') {
    // What kyaml makes below a null is lost, but counts as found.
    return create ? matchPath(newNode(rest[0], create), rest, create, place) : [];
  }
  if (node.kind !== 'mapping') throw wrongKind(node, part, 'a mapping', place);
  const field = getField(node, part);
  if (field?.kind === 'scalar' && rest.length > 0) {
    // The path goes on in the text as YAML; what is written there is lost as well.
    const text = parseDocument(field.value);
    if (!text) throw wrongKind(field, part, 'a mapping', place);
    return matchPath(text, rest, create, place);
  }
  if (field) return matchPath(field, rest, create, place);
  if (!create) return [];
  const made = newNode(rest[0], create);
  setField(node, part, made);
  return matchPath(made, rest, create, place);
}

function matchIndex(
  node: Node,
  part: string,
  rest: readonly string[],
  create: Creation,
  place: Place | undefined,
): Node[] {
  const items = elements(node, part, place);
  const index = Number(part);
  if (index === items.length && create) items.push(newNode(rest[0], create));
  const item = items[index];
  if (!item) {
    throw new KustomizeError(
      'no-match',
      `index ${index} is past the end of the list, which has ${items.length} elements`,
      {
        place,
        fix: 'correct the index',
      },
    );
  }
  return matchPath(item, rest, create, place);
}

function matchCondition(
  node: Node,
  part: string,
  rest: readonly string[],
  create: Creation,
  place: Place | undefined,
): Node[] {
  const { name, value } = splitCondition(part, place);
  const find = (): Node[] =>
    elements(node, part, place).flatMap((item) => {
      const tested = name === '' ? item : getField(item, name);
      if (tested === undefined || !matchAnywhere(value, place)(printScalar(tested))) return [];
      return name === '' ? [item] : matchPath(item, rest, create, place);
    });
  const found = find();
  if (found.length > 0 || !create || node.kind !== 'sequence') return found;
  node.items.push(newElement(name, value));
  return find();
}

function newElement(name: string, value: string): Node {
  return name === '' ? untaggedScalar(value) : mappingNode([[name, untaggedScalar(value)]]);
}

/** The text that a condition is tested on: a scalar as YAML writes it. */
function printScalar(node: Node): string {
  return node.kind === 'scalar' ? node.value : '';
}
