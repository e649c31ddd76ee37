import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';

/** The object below a field, which is made when it is absent: Go's structures always have it. */
export function structField(owner: JsonObject, field: string): JsonObject {
  const value = object(owner, field);
  if (value) return value;
  const made: JsonObject = {};
  owner[field] = made;
  return made;
}
