import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';

/** The object below a field, which is made when it is absent: Go's structures always have it. */
export function structField(owner: JsonObject, field: string): JsonObject {
  const value = object(owner, field);
  if (value) return value;
  // Without a prototype: a resource may be called `constructor`.
  const made = Object.create(null) as JsonObject;
  owner[field] = made;
  return made;
}
