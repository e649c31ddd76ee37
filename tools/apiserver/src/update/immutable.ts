import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { sameObject } from '../field/same-value.ts';

/** A field that stays as it was (ValidateImmutableField). */
export function validateImmutable(
  after: JsonObject,
  before: JsonObject,
  field: string,
  path: Path,
): FieldError[] {
  if (sameObject(after[field], before[field])) return [];
  return [invalid(path.child(field), after[field], 'field is immutable')];
}
