import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { forbidden, invalid, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { integer, object, objects, text } from '../../field/read.ts';
import { validateFieldRef, validateResourceFieldRef } from './downward-api.ts';
import { validateFileMode, validateItem } from './key-items.ts';
import { validateVolumeFilePath } from './paths.ts';

// Source: pkg/apis/core/validation/validation.go, validateDownwardAPIVolumeSource and validateProjectionSources.

const FILE_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

/** A volume of facts about the pod; upstream gives its files no index. */
export function validateDownwardApiVolume(source: JsonObject, path: Path): FieldError[] {
  return [
    ...validateFileMode(source, 'defaultMode', path),
    ...objects(source, 'items').flatMap((file) => validateDownwardApiFile(file, path)),
  ];
}

function validateDownwardApiFile(file: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(file, 'path');
  if (name === '') errors.push(required(path.child('path')));
  append(errors, validateVolumeFilePath(name, path.child('path')));
  const field = object(file, 'fieldRef');
  const resource = object(file, 'resourceFieldRef');
  if (field) {
    append(errors, validateFieldRef(field, FILE_FIELDS, path.child('fieldRef')));
    if (resource) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(invalid(path, 'resource', detail));
    }
  } else if (resource) {
    append(errors, validateResourceFieldRef(resource, true, path.child('resourceFieldRef')));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  append(errors, validateFileMode(file, 'mode', path));
  return errors;
}

/**
 * Several sources in one volume. Those of features that are off (trust bundles, pod certificates) are dropped before.
 */
export function validateProjectedVolume(source: JsonObject, path: Path): FieldError[] {
  const errors = validateFileMode(source, 'defaultMode', path);
  const files = new Set<string>();
  for (const [index, projection] of objects(source, 'sources').entries()) {
    append(errors, validateProjection(projection, files, path, path.child('sources').index(index)));
  }
  return errors;
}

function validateProjection(
  projection: JsonObject,
  files: Set<string>,
  volumePath: Path,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const take = (file: string, shown: string): void => {
    if (file === '') return;
    if (files.has(file)) errors.push(invalid(volumePath, shown, 'conflicting duplicate paths'));
    files.add(file);
  };
  let count = 0;
  for (const field of ['secret', 'configMap']) {
    const source = object(projection, field);
    if (!source) continue;
    count += 1;
    const name = text(source, 'name');
    if (name === '') errors.push(required(path.child(field, 'name')));
    for (const [index, item] of objects(source, 'items').entries()) {
      append(errors, validateItem(item, path.child(field, 'items').index(index)));
      take(text(item, 'path'), name);
    }
  }
  const downward = object(projection, 'downwardAPI');
  if (downward) {
    count += 1;
    for (const file of objects(downward, 'items')) {
      append(errors, validateDownwardApiFile(file, path.child('downwardAPI')));
      take(text(file, 'path'), text(file, 'path'));
    }
  }
  const token = object(projection, 'serviceAccountToken');
  if (token) {
    count += 1;
    append(errors, validateToken(token, volumePath, path.child('serviceAccountToken')));
  }
  if (count > 1) {
    errors.push(forbidden(path, 'may not specify more than 1 volume type per source'));
  }
  return errors;
}

function validateToken(token: JsonObject, volumePath: Path, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const seconds = integer(token, 'expirationSeconds');
  const at = path.child('expirationSeconds');
  if (seconds < MIN_TOKEN_SECONDS) {
    errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > MAX_TOKEN_SECONDS) {
    errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  // The path of the token is reported at the volume upstream.
  const file = text(token, 'path');
  if (file === '') errors.push(required(volumePath.child('path')));
  else append(errors, validateVolumeFilePath(file, volumePath.child('path')));
  return errors;
}
