import type { JsonValue } from 'kustomize-ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { equals } from '../run/equal.ts';
import { EvaluationError } from '../run/error.ts';
import { originOf, withOrigin } from '../run/origin.ts';
import { isList, isMap, type Value } from '../run/value.ts';
import { propertyNames } from './names.ts';

/**
 * A list as expressions see it: sets and maps are equal in any order, and adding to them merges.
 * Source: unstructuredSetList and unstructuredMapList in k8s.io/apiserver pkg/cel/common/valuesunstructured.go.
 */
export function listValue(items: readonly Value[], schema: CustomSchema): Value {
  switch (schema.listType) {
    case 'set':
      return setValue(items);
    case 'map':
      return mapValue(items, schema.listKeys.map(escaped));
    default:
      return items;
  }
}

/**
 * `stored` tells the items apart as they are stored: 1 in a list of numbers is an integer there, so that upstream does
 * not find it again; nor does it find times and the like.
 */
function setValue(items: readonly Value[], stored = items.map(storedKey)): Value {
  return withOrigin(items, {
    equals(other) {
      if (!isList(other) || other.length !== items.length) return false;
      const keys = keySet(stored);
      return other.every((item) => keys.has(item));
    },
    plus(other) {
      const keys = keySet(stored);
      const added = other.filter((item) => !keys.has(item) && keys.add(item));
      return setValue([...items, ...added], [...stored, ...added]);
    },
  });
}

function storedKey(item: Value): Value | undefined {
  if (typeof item === 'number' && Number.isInteger(item)) return BigInt(item);
  return isScalar(item) || isList(item) || isMap(item) ? item : undefined;
}

function isScalar(item: Value): boolean {
  return typeof item !== 'object' || item === null;
}

/** Go cannot look for lists and maps, and the server says so. */
function keySet(stored: readonly (Value | undefined)[]): Set<Value | undefined> {
  const compound = stored.find((item) => item !== undefined && !isScalar(item));
  if (compound === undefined) return new Set(stored);
  const type = isList(compound) ? '[]interface {}' : 'map[string]interface {}';
  throw new EvaluationError(`internal error: runtime error: hash of unhashable type ${type}`);
}

function mapValue(items: readonly Value[], keys: readonly string[]): Value {
  const keyOf = (item: Value): string | undefined => {
    const raw = originOf(item)?.raw;
    return raw && JSON.stringify(keys.map((key) => comparable(raw[key])));
  };
  const byKey = new Map(items.map((item) => [keyOf(item), item] as const));
  return withOrigin(items, {
    equals: (other) =>
      isList(other) &&
      other.length === items.length &&
      other.every((item) => {
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

function comparable(value: JsonValue | undefined): JsonValue {
  return typeof value === 'bigint' ? { bigint: String(value) } : (value ?? null);
}

/** Upstream looks for keys under the names that expressions have for them. */
function escaped(key: string): string {
  return propertyNames(key).at(-1) ?? key;
}
