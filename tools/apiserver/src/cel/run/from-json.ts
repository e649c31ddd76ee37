import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { MapKey, Value } from './value.ts';

/** A JSON value as CEL sees it: whole numbers are ints, other numbers doubles. */
export function fromJson(value: JsonValue | undefined): Value {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? BigInt(value) : value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? value.map(fromJson) : mapFromJson(value);
    case 'undefined':
      return null;
    default:
      return value;
  }
}

function mapFromJson(object: JsonObject): Value {
  const map = new Map<MapKey, Value>();
  for (const [key, value] of Object.entries(object)) map.set(key, fromJson(value));
  return map;
}
