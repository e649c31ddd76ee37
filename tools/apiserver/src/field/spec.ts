import type { JsonObject } from 'kustomize-ts';
import { object } from './read.ts';

/** The spec of an object, to be read: an empty one where it is missing. */
export function specOf(target: JsonObject | undefined): JsonObject {
  return object(target, 'spec') ?? {};
}
