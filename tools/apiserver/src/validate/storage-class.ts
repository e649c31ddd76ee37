import type { JsonObject } from 'kustomize-ts';
import {
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../field/error.ts';
import { append } from '../field/append.ts';
import { root, type Path } from '../field/path.ts';
import { objects, optionalText, text, textMap, texts } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import { validateLabelName } from './common/label-selector.ts';
import { byteLength, qualifiedName } from './common/names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: pkg/apis/storage/validation/validation.go.

const MOST_PARAMETERS = 512;
const LARGEST_PARAMETERS = 256 * 1024;
const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];

/** A StorageClass that is created. */
export function validateStorageClass(storageClass: JsonObject): FieldError[] {
  return [
    ...validateMetadata(storageClass, false, nameIsSubdomain),
    ...validateProvisioner(text(storageClass, 'provisioner'), root.child('provisioner')),
    ...validateParameters(storageClass, root.child('parameters')),
    ...validateReclaimPolicy(storageClass, root.child('reclaimPolicy')),
    ...validateBindingMode(storageClass, root.child('volumeBindingMode')),
    ...validateTopologies(
      objects(storageClass, 'allowedTopologies'),
      root.child('allowedTopologies'),
    ),
  ];
}

function validateProvisioner(provisioner: string, path: Path): FieldError[] {
  if (provisioner === '') return [required(path)];
  const name = provisioner.toLowerCase();
  return invalidEach(path, name, qualifiedName(name));
}

function validateParameters(storageClass: JsonObject, path: Path): FieldError[] {
  const parameters = textMap(storageClass, 'parameters');
  if (parameters.length > MOST_PARAMETERS) return [tooLong(path, MOST_PARAMETERS)];
  const errors = parameters.flatMap(([key]) =>
    key === '' ? [invalid(path, key, 'field can not be empty.')] : [],
  );
  const size = parameters.reduce(
    (sum, [key, value]) => sum + byteLength(key) + byteLength(value),
    0,
  );
  return size > LARGEST_PARAMETERS ? [...errors, tooLong(path, LARGEST_PARAMETERS)] : errors;
}

function validateReclaimPolicy(storageClass: JsonObject, path: Path): FieldError[] {
  const policy = text(storageClass, 'reclaimPolicy');
  if (policy === '' || RECLAIM_POLICIES.includes(policy)) return [];
  return [notSupported(path, policy, RECLAIM_POLICIES)];
}

function validateBindingMode(storageClass: JsonObject, path: Path): FieldError[] {
  const mode = optionalText(storageClass, 'volumeBindingMode');
  if (mode === undefined) return [required(path)];
  return BINDING_MODES.includes(mode) ? [] : [notSupported(path, mode, BINDING_MODES)];
}

// Upstream compares each term with those before it and with as many empty ones as there are terms.
function validateTopologies(terms: readonly JsonObject[], path: Path): FieldError[] {
  const seen: JsonObject[] = terms.map(() => ({}));
  return terms.flatMap((term, index) => {
    const at = path.index(index);
    const own = topologyOf(term);
    const same = seen.filter((other) => sameValue(own, other));
    seen.push(own);
    return [
      ...validateTopology(term, at),
      ...same.map(() => duplicate(at.child('matchLabelExpressions'), '')),
    ];
  });
}

/** The values of each key as one text, without their order. */
function topologyOf(term: JsonObject): JsonObject {
  const values = new Map<string, string>();
  for (const requirement of objects(term, 'matchLabelExpressions')) {
    const distinct = [...new Set(texts(requirement, 'values'))].toSorted();
    values.set(text(requirement, 'key'), JSON.stringify(distinct));
  }
  return Object.fromEntries(values);
}

function validateTopology(term: JsonObject, path: Path): FieldError[] {
  const keys = new Set<string>();
  return objects(term, 'matchLabelExpressions').flatMap((requirement, index) => {
    const at = path.child('matchLabelExpressions').index(index);
    const key = text(requirement, 'key');
    const values = texts(requirement, 'values');
    const errors = values.length === 0 ? [required(at.child('values'))] : [];
    const seen = new Set<string>();
    for (const [position, value] of values.entries()) {
      if (seen.has(value)) errors.push(duplicate(at.child('values').index(position), value));
      seen.add(value);
    }
    append(errors, validateLabelName(key, at.child('key')));
    if (keys.has(key)) errors.push(duplicate(at.child('key'), key));
    keys.add(key);
    return errors;
  });
}
