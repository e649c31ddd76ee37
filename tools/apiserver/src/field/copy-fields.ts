import type { JsonObject } from 'kustomize-ts';

/** A copy to which fields can be added by any name: `__proto__` is a field of it, and nothing is inherited. */
export function copyFields(fields: JsonObject | undefined): JsonObject {
  return Object.assign(Object.create(null) as JsonObject, fields);
}
