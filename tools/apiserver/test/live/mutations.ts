import fc from 'fast-check';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../src/field/read.ts';
import { goKind, type GoType } from '../../src/schema/types.ts';
import { KEYS, NUMBERS, OTHERS, TEXTS } from './hostile-values.ts';

/** Where a value stands: names, and numbers of items. */
type Steps = readonly (number | string)[];

/** Values that the corpus has at a place, whatever the numbers of the items. */
type Pool = ReadonlyMap<string, readonly JsonValue[]>;

interface Change {
  readonly how: (typeof HOW)[number];
  readonly where: number;
  readonly what: number;
  readonly more: number;
}

const HOW = [
  'add-field',
  'bend',
  'drop',
  'duplicate',
  'key',
  'long',
  'many',
  'other-type',
  'replace',
  'splice',
  'splice-item',
  'unknown-field',
  'vary-item',
] as const;

const RARE: readonly (typeof HOW)[number][] = ['long', 'many', 'other-type', 'unknown-field'];

// What the decoder refuses hides all the rest.
const how = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...HOW.filter((one) => !RARE.includes(one))) },
  { weight: 2, arbitrary: fc.constantFrom(...RARE) },
);

const change: fc.Arbitrary<Change> = fc.record({
  how,
  where: fc.nat(),
  what: fc.nat(),
  more: fc.nat(),
});

/** Objects of one kind, each one of the originals with a few changes, some of them taken from the corpus. */
export function mutants(
  corpus: readonly JsonObject[],
  originals: readonly JsonObject[] = corpus,
): fc.Arbitrary<JsonObject> {
  const pool = poolOf(corpus);
  const foreign = fc.record({ where: fc.nat(), what: fc.nat() });
  const crossed = fc
    .tuple(fc.constantFrom(...originals), fc.array(foreign, { minLength: 1, maxLength: 7 }))
    .map(([original, fields]) => cross(original, fields, pool));
  const changed = fc
    .tuple(
      fc.constantFrom(...originals),
      fc.oneof(
        { weight: 5, arbitrary: fc.array(change, { minLength: 1, maxLength: 2 }) },
        { weight: 2, arbitrary: fc.array(change, { minLength: 3, maxLength: 6 }) },
      ),
    )
    .map(([original, changes]) => {
      const result = structuredClone(original);
      for (const one of changes) apply(result, one, pool);
      return result;
    });
  return fc.oneof({ weight: 3, arbitrary: changed }, { weight: 2, arbitrary: crossed });
}

/** An object with fields of others in the places where they have them. */
function cross(
  original: JsonObject,
  fields: readonly { readonly where: number; readonly what: number }[],
  pool: Pool,
): JsonObject {
  const result = structuredClone(original);
  const names = [...pool.keys()].filter((name) => !name.includes('*') && !/^metadata$/.test(name));
  for (const { where, what } of fields) {
    const steps = pick(names, where)?.split('/') ?? [];
    const value = pick(pool.get(steps.join('/')) ?? [], what);
    if (value !== undefined) set(result, steps, structuredClone(value));
  }
  return result;
}

function poolOf(corpus: readonly JsonObject[]): Pool {
  const pool = new Map<string, JsonValue[]>();
  for (const one of corpus) {
    for (const steps of placesOf(one)) {
      const key = placeName(steps);
      const values = pool.get(key) ?? [];
      const value = at(one, steps);
      if (value !== undefined) values.push(value);
      pool.set(key, values);
    }
  }
  return pool;
}

function placeName(steps: Steps): string {
  return steps.map((step) => (typeof step === 'number' ? '*' : step)).join('/');
}

/** Every place in an object but those that say where it goes. */
function placesOf(target: JsonObject): Steps[] {
  const found: Steps[] = [];
  const visit = (value: JsonValue, steps: Steps): void => {
    if (steps.length > 0) found.push(steps);
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) {
      const inner = [...steps, key];
      if (!FIXED.includes(placeName(inner))) visit(at(value, [key]) ?? null, inner);
    }
  };
  visit(target, []);
  return found;
}

const FIXED = ['apiVersion', 'kind', 'metadata/namespace'];

function at(value: JsonValue, steps: Steps): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const step of steps) {
    if (typeof step === 'number') current = Array.isArray(current) ? current[step] : undefined;
    else current = isObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
  }
  return current;
}

function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(list.length, 1)];
}

function set(target: JsonObject, steps: Steps, value: JsonValue): void {
  const parent = at(target, steps.slice(0, -1));
  const last = steps.at(-1);
  if (Array.isArray(parent) && typeof last === 'number') parent[last] = value;
  else if (isObject(parent) && typeof last === 'string') define(parent, last, value);
}

// `__proto__` is a key like any other.
function define(target: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function drop(target: JsonObject, steps: Steps): void {
  const parent = at(target, steps.slice(0, -1));
  const last = steps.at(-1);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isObject(parent)) delete parent[String(last)];
}

function apply(target: JsonObject, one: Change, pool: Pool): void {
  const places = placesOf(target);
  const steps = pick(places, one.where);
  if (steps === undefined) return;
  const value = at(target, steps);
  switch (one.how) {
    case 'replace':
      return set(target, steps, hostile(value ?? null, one));
    case 'other-type':
      return set(target, steps, structuredClone(pick(OTHERS, one.what) ?? null));
    case 'long':
      return set(target, steps, lengthened(value ?? null, one));
    case 'drop':
      return drop(target, steps);
    case 'bend':
      return set(target, steps, bent(value ?? null, one));
    case 'splice':
      return splice(target, steps, one, pool);
    case 'key':
      return renameKey(target, steps, one);
    default:
      return grow(target, places, one, pool);
  }
}

function hostile(value: JsonValue, { what }: Change): JsonValue {
  if (typeof value === 'number') return pick(NUMBERS, what) ?? 0;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return pick(TEXTS, what) ?? '';
  return Array.isArray(value) ? [] : {};
}

/** The value a little beside what it was. */
function bent(value: JsonValue, { what, more }: Change): JsonValue {
  if (typeof value === 'number') return value + (pick([1, -1, 1000, -1000], what) ?? 0);
  if (typeof value !== 'string') return Array.isArray(value) ? value.toReversed() : value;
  const other = pick(TEXTS, more) ?? '';
  const bends = [
    value.toUpperCase(),
    value.toLowerCase(),
    `${value}-`,
    `-${value}`,
    `${value}.`,
    `${value} `,
    ` ${value}`,
    value.slice(1),
    value.slice(0, -1),
    value + value,
    value.padEnd(63, 'y'),
    value.padEnd(64, 'y'),
    value.padEnd(253, 'y'),
    value.padEnd(254, 'y'),
    value.replaceAll(/\d/g, '9'),
    value.replace(/\d+/, '0'),
    value.replace(/[./:]/, ''),
    value.replaceAll('/', '//'),
    `${value},${other}`,
    `${value}.${other}`,
    `${value}/${other}`,
    `${other}/${value}`,
    `${other}${value}`,
  ];
  return pick(bends, what) ?? value;
}

/** What stands at the same place of another object. */
function splice(target: JsonObject, steps: Steps, { what }: Change, pool: Pool): void {
  const other = pick(pool.get(placeName(steps)) ?? [], what);
  if (other !== undefined) set(target, steps, structuredClone(other));
}

function renameKey(target: JsonObject, steps: Steps, { what }: Change): void {
  const parent = at(target, steps.slice(0, -1));
  const last = steps.at(-1);
  if (!isObject(parent) || typeof last !== 'string') return;
  const value = parent[last] ?? null;
  delete parent[last];
  define(parent, pick(KEYS, what) ?? '', value);
}

/** Makes lists and objects larger. */
function grow(target: JsonObject, places: readonly Steps[], one: Change, pool: Pool): void {
  const lists = places.filter((steps) => Array.isArray(at(target, steps)));
  const list = pick(lists, one.where);
  const items = list && at(target, list);
  if (one.how === 'add-field' || one.how === 'unknown-field')
    return addField(target, places, one, pool);
  if (list === undefined || !Array.isArray(items)) return;
  const item = structuredClone(pick(items, one.what) ?? null);
  const foreign = pick(pool.get(placeName([...list, 0])) ?? [], one.what);
  if (one.how === 'many') items.push(...numbered(item, pick(COUNTS, one.more) ?? 0));
  else if (one.how === 'splice-item') items.push(structuredClone(foreign ?? null));
  else if (one.how === 'duplicate' || !isObject(item)) items.push(item);
  else {
    const key = pick(Object.keys(item), one.more);
    if (key !== undefined) define(item, key, hostile(item[key] ?? null, one));
    items.push(item);
  }
}

const COUNTS = [15, 16, 19, 20, 31, 32, 63, 64, 99, 100, 127, 128, 254, 255, 256, 511, 999, 1000];
const LENGTHS = [
  255, 256, 257, 1023, 1024, 1025, 2048, 4096, 5120, 5121, 10_240, 10_241, 65_536, 262_144, 262_145,
];

function lengthened(value: JsonValue, { what }: Change): JsonValue {
  return typeof value === 'string' ? value.padEnd(pick(LENGTHS, what) ?? 0, 'y') : value;
}

/** So many items; their first text or number counts up. */
function numbered(item: JsonValue, count: number): JsonValue[] {
  return Array.from({ length: count }, (_, index) => {
    if (typeof item === 'string') return `${item}${index}`;
    if (!isObject(item)) return structuredClone(item);
    const result = structuredClone(item);
    const key = Object.keys(result).find((name) => typeof result[name] !== 'object');
    if (key !== undefined) {
      const value = result[key];
      define(
        result,
        key,
        typeof value === 'number' ? value + index + 1 : `${String(value)}${index}`,
      );
    }
    return result;
  });
}

function addField(target: JsonObject, places: readonly Steps[], one: Change, pool: Pool): void {
  const maps = [[], ...places].filter((steps) => isObject(at(target, steps)));
  const steps = pick(maps, one.where) ?? [];
  const parent = at(target, steps);
  if (!isObject(parent)) return;
  if (one.how === 'unknown-field')
    return define(
      parent,
      pick(KEYS, one.what) ?? '',
      structuredClone(pick(OTHERS, one.more) ?? null),
    );
  const type = typeAt(target, steps);
  if (type?.kind === 'map')
    return define(parent, pick(KEYS, one.what) ?? '', generated(type.element, one.more, 0));
  if (type?.kind !== 'struct') return;
  const absent = [...type.fields.keys()].filter(
    (name) => !Object.hasOwn(parent, name) && !FIXED.includes(name) && name !== 'status',
  );
  const name = pick(absent, one.what);
  if (name === undefined) return;
  const known = pool.get(placeName([...steps, name])) ?? [];
  const field = type.fields.get(name)?.type;
  if (field === undefined) return;
  const value =
    known.length > 0 && one.more % 3 > 0
      ? structuredClone(pick(known, one.more))
      : generated(field, one.more, 0);
  define(parent, name, value ?? null);
}

function typeAt(target: JsonObject, steps: Steps): GoType | undefined {
  let type = bare(goKind(String(target['apiVersion']), String(target['kind']))?.type);
  for (const step of steps) {
    if (type?.kind === 'struct') type = bare(type.fields.get(String(step))?.type);
    else if (type?.kind === 'list' || type?.kind === 'map') type = bare(type.element);
    else return undefined;
  }
  return type;
}

function bare(type: GoType | undefined): GoType | undefined {
  return type?.kind === 'pointer' ? bare(type.element) : type;
}

/** A value of a Go type; the seed chooses everything. */
function generated(type: GoType, seed: number, depth: number): JsonValue {
  const next = Math.imul(seed ^ 0x9e_37_79_b9, 0x85_eb_ca_6b) >>> 1;
  switch (type.kind) {
    case 'pointer':
      return generated(type.element, seed, depth);
    case 'list':
      return depth > 3 || seed % 4 === 0 ? [] : [generated(type.element, next, depth + 1)];
    case 'map':
      return seed % 4 === 0
        ? {}
        : Object.fromEntries([[pick(KEYS, seed) ?? '', generated(type.element, next, depth + 1)]]);
    case 'struct': {
      if (depth > 3) return {};
      const fields: [string, JsonValue][] = [];
      let bits = next;
      for (const [name, { type: field }] of type.fields) {
        bits = Math.imul(bits ^ 0x9e_37_79_b9, 0x85_eb_ca_6b) >>> 1;
        if (bits % 3 > 0 && (type.fields.size < 5 || bits % 7 < 2))
          fields.push([name, generated(field, bits, depth + 1)]);
      }
      return Object.fromEntries(fields);
    }
    case 'scalar':
      if (type.scalar === 'string') return pick(TEXTS, seed) ?? '';
      if (type.scalar === 'bool') return seed % 2 === 0;
      return type.scalar === 'bytes'
        ? (pick(['', 'YQ==', 'a'], seed) ?? '')
        : (pick(NUMBERS, seed) ?? 0);
    case 'special':
      return special(type.special, seed);
  }
}

function special(name: string, seed: number): JsonValue {
  if (name === 'quantity') return pick(['1', '100m', '1Gi', '0', '-1', 1, '1.5', 'a'], seed) ?? '';
  if (name === 'time' || name === 'microtime')
    return pick(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000001Z', '', null], seed) ?? null;
  return name === 'intstr'
    ? (pick([0, 1, 'http', '50%', 65_536, '', '1', -1, '101%'], seed) ?? 0)
    : structuredClone(pick(OTHERS, seed) ?? null);
}
