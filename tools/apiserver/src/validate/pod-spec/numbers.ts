import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { optionalInteger } from '../../field/read.ts';

/** A field that is no negative number, if it is set (ValidateNonnegativeField). */
export function validateNonNegative(
  fields: JsonObject | undefined,
  field: string,
  path: Path,
): FieldError[] {
  const value = optionalInteger(fields, field);
  if (value === undefined || value >= 0) return [];
  return [invalid(path.child(field), value, 'must be greater than or equal to 0')];
}

/** A field that is a positive number (ValidatePositiveField). */
export function validatePositive(value: number, path: Path): FieldError[] {
  return value > 0 ? [] : [invalid(path, value, 'must be greater than zero')];
}
