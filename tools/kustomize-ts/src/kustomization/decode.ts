import { KustomizeError } from '../error.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { describeNodeKind, placeOf } from '../yaml/describe.ts';
import type { JsonValue } from '../yaml/json-value.ts';
import type { Dialect } from '../yaml/dialect.ts';
import type { MappingNode, Node } from '../yaml/node.ts';
import { isNull } from '../yaml/node.ts';
import { formatShortest32 } from '../yaml/numbers.ts';
import { toJsonValue } from '../yaml/to-json.ts';
import { toJsonValueV11 } from '../yaml/v11.ts';

/** How strictly a file is read: kustomize has one way for kustomizations, another for what they name. */
export interface Reading {
  /** What plain scalars mean. */
  readonly dialect: Dialect;
  readonly unknownFields: 'refuse' | 'ignore';
  /** Numbers and bools are taken where a string is asked for. */
  readonly coerce: boolean;
}

/** A kustomization file: YAML 1.1, nothing unknown, numbers are no strings. */
const STRICT: Reading = { dialect: '1.1', unknownFields: 'refuse', coerce: false };

/** A file that a configuration names (sigs.k8s.io/yaml's Unmarshal). */
export const LENIENT: Reading = { dialect: '1.1', unknownFields: 'ignore', coerce: true };

/** The configuration of a transformer or generator: it was read as a resource first. */
export const CONFIGURATION: Reading = { ...LENIENT, dialect: '1.2' };

/**
 * Decoders from YAML nodes to typed values, with the rules of Go's JSON decoder that kustomize uses: field names are
 * matched without regard to case, null leaves a field unset; the rest is up to the {@link Reading}.
 */
export type Decoder<T> = (node: Node, path: string, reading?: Reading) => T;

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

/** A string may be the text of a Secret that was taken for something else. */
function describeScalar(node: Node): string {
  const value = toJsonValueV11(node);
  if (value === null) return 'null';
  if (typeof value === 'string') return 'a string';
  return `the ${typeof value === 'bigint' ? 'number' : typeof value} ${String(value)}`;
}

/** A string. Without quotes, YAML 1.1 reads `yes`, `on` or `1.0` as something else, and they are refused. */
export const string: Decoder<string> = (node, path, reading = STRICT) => {
  const value = scalar(node, reading);
  if (typeof value === 'string') return value;
  if (reading.coerce && value !== null && value !== undefined) return coerced(value);
  throw wrongType(node, path, 'a string');
};

/** What sigs.k8s.io/yaml makes of a number or bool that is to be a string: numbers with a point keep 32 bits. */
function coerced(value: JsonValue): string {
  return typeof value === 'number' && !Number.isInteger(value)
    ? formatShortest32(Math.fround(value))
    : String(value);
}

/** Takes no numbers for strings, however the file is read: kustomize does not where it embeds one type in another. */
export function uncoerced<T>(decode: Decoder<T>): Decoder<T> {
  return (node, path, reading = STRICT) => decode(node, path, { ...reading, coerce: false });
}

/** A bool: `true`, `yes`, `on` and their opposites. */
export const boolean: Decoder<boolean> = (node, path, reading = STRICT) => {
  const value = scalar(node, reading);
  if (typeof value === 'boolean') return value;
  throw wrongType(node, path, 'true or false');
};

/** A whole number. */
export const integer: Decoder<number> = (node, path, reading = STRICT) => {
  const value = scalar(node, reading);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongType(node, path, 'a whole number');
};

/** Whatever JSON can say. */
export const json: Decoder<JsonValue> = (node, _, reading = STRICT) => jsonOf(node, reading);

function jsonOf(node: Node, { dialect }: Reading): JsonValue {
  return dialect === '1.1' ? toJsonValueV11(node) : toJsonValue(node);
}

function scalar(node: Node, reading: Reading): JsonValue | undefined {
  return node.kind === 'scalar' ? jsonOf(node, reading) : undefined;
}

/** The value together with its node. */
export function located<T>(decode: Decoder<T>): Decoder<Located<T>> {
  return (node, path, reading) => ({ value: decode(node, path, reading), node });
}

/** A list. A null element is what the decoder makes of an unset value: `empty`, or an error where there is none. */
export function list<T>(decode: Decoder<T>, empty?: (node: Node) => T): Decoder<readonly T[]> {
  return (node, path, reading) => {
    if (node.kind !== 'sequence') throw wrongType(node, path, 'a list');
    return node.items.map((item, i) =>
      isNull(item) && empty ? empty(item) : decode(item, `${path}[${i}]`, reading),
    );
  };
}

/** A map of strings; null values are empty strings. */
export const stringMap: Decoder<ReadonlyMap<string, string>> = (node, path, reading = STRICT) => {
  if (node.kind !== 'mapping') throw wrongType(node, path, 'a map of strings');
  const result = new Map<string, string>();
  for (const { key, value } of node.entries) {
    const name = String(jsonOf(key, reading));
    result.set(name, isNull(value) ? '' : string(value, `${path}.${name}`, reading));
  }
  return result;
};

type Fields = Readonly<Record<string, Decoder<unknown>>>;

/** What {@link object} makes of its fields: each optional, and the node it all came from. */
export type Decoded<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> } & {
  readonly node: MappingNode;
};

/**
 * An object with these fields, and no others where the reading refuses them.
 * Of two spellings of one field the one that sorts later wins, as JSON keys are sorted before they are decoded.
 */
export function object<F extends Fields>(fields: F): Decoder<Decoded<F>> {
  const byLowerCase = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  return (node, path, reading = STRICT) => {
    if (node.kind !== 'mapping') throw wrongType(node, path, 'a map');
    const entries = new Map<string, { key: Node; value: Node }>();
    for (const entry of node.entries) entries.set(String(jsonOf(entry.key, reading)), entry);
    const result: Record<string, unknown> = { node };
    for (const [written, { key, value }] of [...entries].toSorted(([a], [b]) =>
      compareGoStrings(a, b),
    )) {
      const name = Object.hasOwn(fields, written)
        ? written
        : byLowerCase.get(written.toLowerCase());
      if (name === undefined) {
        if (reading.unknownFields === 'ignore') continue;
        throw new KustomizeError(
          'unknown-field',
          `unknown field ${JSON.stringify(path ? `${path}.${written}` : written)}`,
          { place: placeOf(key), fix: suggest(written, Object.keys(fields)) },
        );
      }
      if (isNull(value)) continue;
      result[name] = fields[name]!(value, path ? `${path}.${name}` : name, reading);
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
