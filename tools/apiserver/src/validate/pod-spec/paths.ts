import { append } from '../../field/append.ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';

// Source: pkg/apis/core/validation/validation.go, validateLocalDescendingPath and its neighbours.

/** A path without `..` steps. */
export function validateNoBacksteps(value: string, path: Path): FieldError[] {
  return value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : [];
}

/** A path that stays below where it starts. */
export function validateDescendingPath(value: string, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (value.startsWith('/')) errors.push(invalid(path, value, 'must be a relative path'));
  append(errors, validateNoBacksteps(value, path));
  return errors;
}

/** A path of a file in a volume, where names that begin with `..` are the kubelet's. */
export function validateVolumeFilePath(value: string, path: Path): FieldError[] {
  const errors = validateDescendingPath(value, path);
  if (value.startsWith('..') && !value.startsWith('../')) {
    errors.push(invalid(path, value, "must not start with '..'"));
  }
  return errors;
}
