import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { objects, optionalInteger, text } from '../../field/read.ts';
import { validateVolumeFilePath } from './paths.ts';

/** Permissions of a file. */
export function validateFileMode(owner: JsonObject, field: string, path: Path): FieldError[] {
  const mode = optionalInteger(owner, field);
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  const detail = 'must be a number between 0 and 0777 (octal), both inclusive';
  return [invalid(path.child(field), mode, detail)];
}

/** Which keys of a ConfigMap or Secret become which files (validateKeyToPath). */
export function validateItems(source: JsonObject, path: Path): FieldError[] {
  return objects(source, 'items').flatMap((item, index) => validateItem(item, path.index(index)));
}

/** One key and its file. */
export function validateItem(item: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['key', 'path']) {
    if (text(item, field) === '') errors.push(required(path.child(field)));
  }
  append(
    errors,
    validateVolumeFilePath(text(item, 'path'), path.child('path')),
    validateFileMode(item, 'mode', path),
  );
  return errors;
}
