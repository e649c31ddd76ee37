import type { JsonObject } from 'kustomize-ts';
import { object } from './read.ts';

/** The spec of an object, which decoding puts where a kind has one; a new one where it is missing. */
export function specOf(target: JsonObject): JsonObject {
  const spec = object(target, 'spec');
  if (spec !== undefined) return spec;
  const empty: JsonObject = {};
  target['spec'] = empty;
  return empty;
}
