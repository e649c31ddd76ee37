import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, invalidEach, notFound, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, text } from '../../field/read.ts';
import {
  configMapKey,
  dns1123Label,
  dns1123Subdomain,
  environmentVariableName,
} from '../common/names.ts';
import { nameIsSubdomain } from '../metadata.ts';
import { eachContainer } from './each-container.ts';
import { validateFieldRef, validateResourceFieldRef } from './downward-api.ts';
import { validateNoBacksteps } from './paths.ts';

// Source: pkg/apis/core/validation/validation.go, ValidateEnv and ValidateEnvFrom.

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const SOURCES: Readonly<Record<string, (source: JsonObject, path: Path) => FieldError[]>> = {
  fieldRef: (source, path) => validateFieldRef(source, ENV_FIELDS, path),
  resourceFieldRef: (source, path) => validateResourceFieldRef(source, false, path),
  configMapKeyRef: validateKeyRef,
  secretKeyRef: validateKeyRef,
  fileKeyRef: validateFileKeyRef,
};

/** The variables of a container: a name, and a value or one source. */
export function validateEnv(container: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of objects(container, 'env').entries()) {
    const at = path.index(index);
    const name = text(variable, 'name');
    if (name === '') errors.push(required(at.child('name')));
    else append(errors, invalidEach(at.child('name'), name, environmentVariableName(name)));
    append(errors, validateValueFrom(variable, at.child('valueFrom')));
  }
  return errors;
}

function validateValueFrom(variable: JsonObject, path: Path): FieldError[] {
  const valueFrom = object(variable, 'valueFrom');
  if (!valueFrom) return [];
  const errors: FieldError[] = [];
  let count = 0;
  for (const [field, validate] of Object.entries(SOURCES)) {
    const source = object(valueFrom, field);
    if (!source) continue;
    count += 1;
    append(errors, validate(source, path.child(field)));
  }
  if (count === 0) {
    const detail =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(path, '', detail));
  } else if (text(variable, 'value') !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

/** Whole ConfigMaps and Secrets as variables. */
export function validateEnvFrom(container: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, source] of objects(container, 'envFrom').entries()) {
    const at = path.index(index);
    const prefix = text(source, 'prefix');
    if (prefix !== '') {
      append(errors, invalidEach(at.child('prefix'), prefix, environmentVariableName(prefix)));
    }
    let count = 0;
    for (const field of ['configMapRef', 'secretRef']) {
      const reference = object(source, field);
      if (!reference) continue;
      count += 1;
      append(errors, validateReferenceName(reference, at.child(field, 'name')));
    }
    // Upstream gives these two the path of the list.
    if (count === 0) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (count > 1) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
  }
  return errors;
}

function validateReferenceName(reference: JsonObject, path: Path): FieldError[] {
  const name = text(reference, 'name');
  if (name === '') return [required(path)];
  // Upstream asks for a prefix of a name here: a dash at the end passes.
  return invalidEach(path, name, nameIsSubdomain(name, true));
}

function validateKeyRef(source: JsonObject, path: Path): FieldError[] {
  const name = text(source, 'name');
  const key = text(source, 'key');
  const errors = invalidEach(path.child('name'), name, dns1123Subdomain(name));
  if (key === '') errors.push(required(path.child('key')));
  else append(errors, invalidEach(path.child('key'), key, configMapKey(key)));
  return errors;
}

function validateFileKeyRef(source: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const key = text(source, 'key');
  if (key === '') errors.push(required(path.child('key')));
  else append(errors, invalidEach(path.child('key'), key, environmentVariableName(key)));
  const volume = text(source, 'volumeName');
  if (volume === '') errors.push(required(path.child('volumeName')));
  else append(errors, invalidEach(path.child('volumeName'), volume, dns1123Label(volume)));
  const file = text(source, 'path');
  if (file === '') errors.push(required(path.child('path')));
  else append(errors, validateNoBacksteps(file, path.child('path')));
  return errors;
}

/** A file of variables lies in an emptyDir of the pod (validateFileKeyRefVolumes). */
export function validateFileKeyVolumes(spec: JsonObject, path: Path): FieldError[] {
  const volumes = new Map(objects(spec, 'volumes').map((volume) => [text(volume, 'name'), volume]));
  const errors: FieldError[] = [];
  for (const [container, at] of eachContainer(spec, path)) {
    for (const [index, variable] of objects(container, 'env').entries()) {
      const reference = object(object(variable, 'valueFrom'), 'fileKeyRef');
      if (!reference) continue;
      const name = text(reference, 'volumeName');
      const namePath = at.child('env').index(index).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = volumes.get(name);
      if (!volume) errors.push(notFound(namePath, name));
      else if (!object(volume, 'emptyDir')) {
        errors.push(invalid(namePath, name, 'referenced volume must be of type emptyDir'));
      }
    }
  }
  return errors;
}
