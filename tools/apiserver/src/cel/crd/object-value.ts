import type { JsonObject, JsonValue } from 'kustomize-ts';
import { sameValue } from '../../field/same-value.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { equals } from '../run/equal.ts';
import { noSuchOverload } from '../run/error.ts';
import { originOf, withOrigin } from '../run/origin.ts';
import { throwPending } from '../run/pending.ts';
import { isMap, type MapKey, type Value, type ValueMap } from '../run/value.ts';
import { propertyNames } from './names.ts';

/**
 * An object as expressions see it. `isStruct`: it has properties; then nulls are absent, and its keys have the names of
 * expressions. Source: unstructuredMap in k8s.io/apiserver pkg/cel/common/valuesunstructured.go.
 */
export function objectValue(
  raw: JsonObject,
  isStruct: boolean,
  schemaOf: (key: string) => CustomSchema | undefined,
  make: (field: JsonValue, schema: CustomSchema) => Value,
): Value {
  const keys = Object.keys(raw);
  const fields = new Map<string, Value>();
  const visible = new Map<MapKey, Value>();
  for (const key of keys) {
    const schema = schemaOf(key);
    const field = raw[key] ?? null;
    if (schema === undefined || (isStruct && field === null)) continue;
    const value = make(field, schema);
    fields.set(key, value);
    for (const name of isStruct ? propertyNames(key) : [key]) visible.set(name, value);
  }
  return withOrigin(visible, {
    raw,
    fields,
    size: keys.length,
    equals: (other) =>
      isComparable(other) &&
      (originOf(other)?.size ?? other.size) === keys.length &&
      keys.every((key) =>
        schemaOf(key) === undefined
          ? sameHidden(raw[key], key, originOf(other)?.raw)
          : sameField(fields.get(key), (originOf(other)?.fields ?? other).get(key)),
      ),
  });
}

/** Upstream has no answer for the equality of an object with something else. */
function isComparable(other: Value): other is ValueMap {
  throwPending(other);
  if (isMap(other)) return true;
  throw noSuchOverload();
}

/** A field that the schema does not describe; one that the other object lacks does not matter. */
function sameHidden(
  value: JsonValue | undefined,
  key: string,
  other: JsonObject | undefined,
): boolean {
  if (other === undefined) throw noSuchOverload();
  return other[key] === undefined || sameValue(value, other[key]);
}

function sameField(value: Value | undefined, other: Value | undefined): boolean {
  if (value === undefined || other === undefined) return value === other;
  return equals(value, other);
}
