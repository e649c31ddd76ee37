import { invalidEach, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';

/** What is wrong with a text, in words. */
export type Format = (value: string) => readonly string[];

/** A text of some format, if it is there. Fields that are no pointers in Go are not there when they are empty. */
export function validateFormat(
  value: string | undefined,
  format: Format,
  path: Path,
): FieldError[] {
  return value === undefined ? [] : invalidEach(path, value, format(value));
}
