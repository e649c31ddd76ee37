import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import type { CustomSchema } from './custom-schema.ts';

const indexes = new WeakMap<readonly JsonValue[], Map<string, JsonObject>>();

/**
 * The item of an old list that has the keys of a new one; undefined in lists whose items have no keys.
 * Source: k8s.io/apiserver pkg/cel/common/maplist.go.
 */
export function oldItem(
  item: JsonValue,
  before: readonly JsonValue[],
  schema: CustomSchema,
): JsonObject | undefined {
  const { type, listType, listKeys } = schema;
  if (type !== 'array' || listType !== 'map' || listKeys.length === 0) return undefined;
  const key = keyOf(item, listKeys);
  if (key === undefined) return undefined;
  const index = indexes.get(before) ?? indexOf(before, listKeys);
  indexes.set(before, index);
  return index.get(key);
}

function indexOf(items: readonly JsonValue[], keys: readonly string[]): Map<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  for (const item of items) {
    const key = keyOf(item, keys);
    if (key !== undefined && isObject(item) && !index.has(key)) index.set(key, item);
  }
  return index;
}

/** Undefined when a key is missing or no plain value. */
function keyOf(item: JsonValue, keys: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  const parts: string[] = [];
  for (const key of keys) {
    const value = item[key];
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    parts.push(typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${value}`);
  }
  return parts.join();
}
