import { Buffer } from 'node:buffer';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject, object, text } from '../field/read.ts';
import { propertyNames } from './crd-type.ts';
import { parseDuration, parseTimestamp } from './library/time.ts';
import { fromJson } from './run/from-json.ts';
import type { MapKey, Value } from './run/value.ts';

/**
 * A value of a custom resource as its rules see it: formats are types, properties have the names of expressions.
 * Source: UnstructuredToVal in k8s.io/apiserver pkg/cel/common/values.go.
 */
export function crdValue(value: JsonValue, schema: JsonObject): Value {
  if (Array.isArray(value)) {
    const items = object(schema, 'items');
    return items ? value.map((item) => crdValue(item, items)) : fromJson(value);
  }
  if (isObject(value)) return objectValue(value, schema);
  if (typeof value === 'string') return textValue(value, text(schema, 'format'));
  // A whole number is a double where the schema says number.
  if (text(schema, 'type') === 'number' && typeof value !== 'boolean') return Number(value);
  return fromJson(value);
}

function objectValue(value: JsonObject, schema: JsonObject): Value {
  const properties = object(schema, 'properties');
  const more = object(schema, 'additionalProperties');
  const result = new Map<MapKey, Value>();
  for (const [key, field] of Object.entries(value)) {
    const property = object(properties, key);
    const fieldValue = crdValue(field, property ?? more ?? {});
    const names = property || !more ? propertyNames(key) : [key];
    for (const name of names) result.set(name, fieldValue);
  }
  return result;
}

function textValue(value: string, format: string): Value {
  switch (format) {
    case 'byte':
      return Uint8Array.from(Buffer.from(value, 'base64'));
    case 'date':
      return parseTimestamp(`${value}T00:00:00Z`) ?? value;
    case 'date-time':
      return parseTimestamp(value) ?? value;
    case 'duration':
      return parseDuration(value) ?? value;
    default:
      return value;
  }
}
