import type { JsonValue } from 'kustomize-ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { equals } from '../run/equal.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import { originOf, withOrigin } from '../run/origin.ts';
import { Pending, throwPending } from '../run/pending.ts';
import { isList, isMap, type Value } from '../run/value.ts';
import { propertyNames } from './names.ts';

/**
 * A list as expressions see it: sets and maps are equal in any order, and adding to them merges.
 * Source: unstructuredSetList and unstructuredMapList in k8s.io/apiserver pkg/cel/common/valuesunstructured.go.
 */
export function listValue(
  items: readonly Value[],
  raw: readonly JsonValue[],
  schema: CustomSchema,
): Value {
  switch (schema.listType) {
    case 'set':
      return setValue(items, raw.map(storedKey));
    case 'map':
      return mapValue(items, schema.listKeys.map(escaped));
    default:
      return items.some(isSpecial) ? listOfSpecials(items) : items;
  }
}

/** What may not even be equal to itself. */
function isSpecial(item: Value): boolean {
  return item instanceof Pending || originOf(item) !== undefined;
}

function listOfSpecials(items: readonly Value[]): Value {
  return withOrigin(items, {
    equals: (other) =>
      asList(other).length === items.length &&
      items.every((item, index) => equals(item, asList(other)[index] ?? null)),
  });
}

/**
 * `stored` tells the items apart as they are stored: 1 in a list of numbers is an integer there, so that upstream does
 * not find it again; nor does it find times and the like.
 */
function setValue(items: readonly Value[], stored: readonly Stored[]): Value {
  return withOrigin(items, {
    equals(other) {
      if (asList(other).length !== items.length) return false;
      const keys = keySet(stored);
      return asList(other).every((item) => keys.has(item));
    },
    plus(other) {
      const keys = keySet(stored);
      const added = other.filter((item) => !keys.has(item) && keys.add(item));
      return setValue([...items, ...added], [...stored, ...added]);
    },
  });
}

type Stored = JsonValue | Value;

function storedKey(item: JsonValue): Stored {
  return typeof item === 'number' && Number.isInteger(item) ? BigInt(item) : item;
}

/** Go cannot look for lists and maps, and the server says so. */
function keySet(stored: readonly Stored[]): Set<Stored> {
  const compound = stored.find((item) => typeof item === 'object' && item !== null);
  if (compound === undefined) return new Set(stored);
  const type = Array.isArray(compound) ? '[]interface {}' : 'map[string]interface {}';
  throw new EvaluationError(`internal error: runtime error: hash of unhashable type ${type}`);
}

function mapValue(items: readonly Value[], keys: readonly string[]): Value {
  const keyOf = (item: Value): string | undefined => {
    const raw = originOf(item)?.raw;
    if (raw === undefined && !isMap(item)) return undefined;
    const parts = keys.map((key) => (raw ? raw[key] : isMap(item) ? item.get(key) : undefined));
    return parts.map((part) => plainKey(part ?? null)).join();
  };
  const byKey = new Map(items.map((item) => [keyOf(item), item] as const));
  return withOrigin(items, {
    equals: (other) =>
      asList(other).length === items.length &&
      asList(other).every((item) => {
        const key = keyOf(item);
        const own = key === undefined ? undefined : byKey.get(key);
        return own !== undefined && equals(own, item);
      }),
    plus(other) {
      const merged = [...items];
      const places = new Map(items.map((item, index) => [keyOf(item), index] as const));
      for (const item of other) merged[places.get(keyOf(item)) ?? merged.length] = item;
      return mapValue(merged, keys);
    },
  });
}

/** Tells plain values apart, whichever way they are held. */
function plainKey(value: JsonValue | Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Upstream looks for keys under the names that expressions have for them. */
function escaped(key: string): string {
  return propertyNames(key).at(-1) ?? key;
}

/** Upstream has no answer for the equality of a list with something else. */
function asList(value: Value): readonly Value[] {
  throwPending(value);
  if (isList(value)) return value;
  throw noSuchOverload();
}
