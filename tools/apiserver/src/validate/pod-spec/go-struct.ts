import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';

/**
 * How the server's own type prints a field in an error: under its Go name, and with its zero value when it is absent.
 * `map` and `list` stay as they are, a shape is printed in its turn.
 */
export type Shape = readonly (readonly [
  go: string,
  json: string,
  zero: JsonValue,
  shape?: Shape,
])[];

/** An object as the server's errors show it: all fields of the internal type, in their order. */
export function goStruct(fields: JsonObject, shape: Shape): JsonObject {
  const shown: JsonObject = {};
  for (const [name, key, zero, inner] of shape) {
    const value = fields[key];
    if (value === undefined) shown[name] = zero;
    else if (inner && isObject(value)) shown[name] = goStruct(value, inner);
    else if (inner && Array.isArray(value)) {
      shown[name] = value.map((item) => (isObject(item) ? goStruct(item, inner) : item));
    } else shown[name] = value;
  }
  return shown;
}
