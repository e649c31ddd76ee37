import { KustomizeError } from '../error.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { describeNodeKind, placeOf } from '../yaml/describe.ts';
import type { JsonValue } from '../yaml/json-value.ts';
import type { MappingNode, Node } from '../yaml/node.ts';
import { isNull } from '../yaml/node.ts';
import { toJsonValueV11 } from '../yaml/v11.ts';

/**
 * Decoders from YAML nodes to typed values, with the rules of Go's JSON decoder that kustomize uses: field names are
 * matched without regard to case, unknown ones are refused, null leaves a field unset, a number is no string.
 */
export type Decoder<T> = (node: Node, path: string) => T;

/** A value and the node it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly node: Node;
}

function wrongType(node: Node, path: string, wanted: string): KustomizeError {
  const found = node.kind === 'scalar' ? describeScalar(node) : describeNodeKind(node);
  return new KustomizeError(
    'wrong-type',
    `${path || 'the file'} must be ${wanted}, but is ${found}`,
    {
      place: placeOf(node),
      fix: wanted === 'a string' && node.kind === 'scalar' ? 'put it in quotes' : `write ${wanted}`,
    },
  );
}

function describeScalar(node: Node): string {
  const value = toJsonValueV11(node);
  return value === null
    ? 'null'
    : `the ${typeof value === 'bigint' ? 'number' : typeof value} ${String(value)}`;
}

/** A string. Without quotes, YAML 1.1 reads `yes`, `on` or `1.0` as something else, and they are refused. */
export const string: Decoder<string> = (node, path) => {
  const value = scalar(node);
  if (typeof value === 'string') return value;
  throw wrongType(node, path, 'a string');
};

/** A bool: `true`, `yes`, `on` and their opposites. */
export const boolean: Decoder<boolean> = (node, path) => {
  const value = scalar(node);
  if (typeof value === 'boolean') return value;
  throw wrongType(node, path, 'true or false');
};

/** A whole number. */
export const integer: Decoder<number> = (node, path) => {
  const value = scalar(node);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongType(node, path, 'a whole number');
};

/** Whatever JSON can say. */
export const json: Decoder<JsonValue> = (node) => toJsonValueV11(node);

function scalar(node: Node): JsonValue | undefined {
  return node.kind === 'scalar' ? toJsonValueV11(node) : undefined;
}

/** The value together with its node. */
export function located<T>(decode: Decoder<T>): Decoder<Located<T>> {
  return (node, path) => ({ value: decode(node, path), node });
}

/** A list. A null element is what the decoder makes of an unset value: `empty`, or an error where there is none. */
export function list<T>(decode: Decoder<T>, empty?: (node: Node) => T): Decoder<readonly T[]> {
  return (node, path) => {
    if (node.kind !== 'sequence') throw wrongType(node, path, 'a list');
    return node.items.map((item, i) =>
      isNull(item) && empty ? empty(item) : decode(item, `${path}[${i}]`),
    );
  };
}

/** A map of strings; null values are empty strings. */
export const stringMap: Decoder<ReadonlyMap<string, string>> = (node, path) => {
  if (node.kind !== 'mapping') throw wrongType(node, path, 'a map of strings');
  const result = new Map<string, string>();
  for (const { key, value } of node.entries) {
    const name = String(toJsonValueV11(key));
    result.set(name, isNull(value) ? '' : string(value, `${path}.${name}`));
  }
  return result;
};

type Fields = Readonly<Record<string, Decoder<unknown>>>;

/** What {@link object} makes of its fields: each optional, and the node it all came from. */
export type Decoded<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> } & {
  readonly node: MappingNode;
};

/**
 * An object with these fields and no others. `place` says in messages what the object is part of.
 * Of two spellings of one field the one that sorts later wins, as JSON keys are sorted before they are decoded.
 */
export function object<F extends Fields>(fields: F): Decoder<Decoded<F>> {
  const byLowerCase = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  return (node, path) => {
    if (node.kind !== 'mapping') throw wrongType(node, path, 'a map');
    const entries = new Map<string, { key: Node; value: Node }>();
    for (const entry of node.entries) entries.set(String(toJsonValueV11(entry.key)), entry);
    const result: Record<string, unknown> = { node };
    for (const [written, { key, value }] of [...entries].toSorted(([a], [b]) =>
      compareGoStrings(a, b),
    )) {
      const name = Object.hasOwn(fields, written)
        ? written
        : byLowerCase.get(written.toLowerCase());
      if (name === undefined) {
        throw new KustomizeError(
          'unknown-field',
          `unknown field ${JSON.stringify(path ? `${path}.${written}` : written)}`,
          { place: placeOf(key), fix: suggest(written, Object.keys(fields)) },
        );
      }
      if (isNull(value)) continue;
      result[name] = fields[name]!(value, path ? `${path}.${name}` : name);
    }
    return result as Decoded<F>;
  };
}

/** Names the field that was probably meant. */
function suggest(written: string, names: readonly string[]): string {
  const limit = Math.max(2, Math.floor(written.length / 3));
  const best = names
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  if (best && best.distance <= limit) return `did you mean ${best.name}?`;
  return names.length <= 12
    ? `the fields are ${names.join(', ')}`
    : 'remove it, or check its spelling';
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + cost));
    }
    row = next;
  }
  return row[b.length]!;
}
