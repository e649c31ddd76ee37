import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  required,
  tooLong,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { flag, integer, object, objects, text, textMap, texts } from '../field/read.ts';
import { validateLabels } from './common/label-selector.ts';
import {
  byteLength,
  dns1123Label,
  dns1123Subdomain,
  pathSegmentName,
  qualifiedName,
} from './common/names.ts';

// Source: apimachinery/pkg/api/validation/objectmeta.go.

const ANNOTATIONS_LIMIT = 256 * 1024;
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** What is wrong with a name; `prefix` when more characters will follow it (generateName). */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

/** Most names: a DNS subdomain (NameIsDNSSubdomain). */
export const nameIsSubdomain: NameRule = (name, prefix) => dns1123Subdomain(masked(name, prefix));
/** Names that become part of a DNS name: a DNS label (NameIsDNSLabel). */
export const nameIsLabel: NameRule = (name, prefix) => dns1123Label(masked(name, prefix));
/** Any name that a path can hold (ValidatePathSegmentName). */
export const nameIsPathSegment: NameRule = (name) => pathSegmentName(name);

// A prefix may end in a dash. Upstream cuts the character before it off too.
function masked(name: string, prefix: boolean): string {
  return prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/**
 * The rules of metadata for the kinds of Kubernetes itself, on creation.
 * Source: ValidateObjectMeta in pkg/apis/core/validation/validation.go.
 */
export function validateMetadata(
  target: JsonObject,
  namespaced: boolean,
  nameRule: NameRule,
): FieldError[] {
  return [...validateGenericMetadata(target, namespaced, nameRule), ...validateStandard(target)];
}

/**
 * The rules of metadata that all kinds share, those of custom resources among them, on creation. `of` is the place of
 * the resource.
 */
export function validateGenericMetadata(
  target: JsonObject,
  namespaced: boolean,
  nameRule: NameRule,
  of: Path = root,
): FieldError[] {
  const metadata = object(target, 'metadata');
  const path = of.child('metadata');
  return [
    ...validateName(metadata, nameRule, path),
    ...validateNamespace(metadata, namespaced, path.child('namespace')),
    ...validateGeneration(metadata, path.child('generation')),
    ...validateMutable(metadata, path),
    ...validateFinalizers(metadata, path.child('finalizers')),
    ...validateManagedFields(metadata, path.child('managedFields')),
  ];
}

/**
 * The rules of metadata for the kinds of Kubernetes itself, on an update: what may change is valid, nothing else
 * changes. Source: ValidateObjectMetaUpdate.
 */
export function validateMetadataUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [...validateGenericMetadataUpdate(after, before), ...validateStandard(after)];
}

/** The rules of metadata that all kinds share, on an update. */
export function validateGenericMetadataUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const metadata = object(after, 'metadata');
  const old = object(before, 'metadata');
  const path = root.child('metadata');
  const errors: FieldError[] = [];
  for (const key of ['name', 'namespace', 'uid']) {
    const value = text(metadata, key);
    if (value !== text(old, key)) {
      errors.push(invalid(path.child(key), value, 'field is immutable'));
    }
  }
  for (const key of ['deletionTimestamp', 'deletionGracePeriodSeconds']) {
    const value = metadata?.[key];
    if (value !== undefined) errors.push(invalid(path.child(key), value, 'field is immutable'));
  }
  return [
    ...errors,
    ...validateMutable(metadata, path),
    ...validateManagedFields(metadata, path.child('managedFields')),
  ];
}

// Finalizers without a prefix are those of Kubernetes (validateKubeFinalizerName).
function validateStandard(target: JsonObject): FieldError[] {
  const path = root.child('metadata', 'finalizers');
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return texts(object(target, 'metadata'), 'finalizers').flatMap((finalizer, index) =>
    isStandardFinalizer(finalizer) ? [] : [invalid(path.index(index), finalizer, detail)],
  );
}

/** A finalizer that Kubernetes knows, or one with a prefix. */
export function isStandardFinalizer(finalizer: string): boolean {
  return finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer);
}

function validateName(
  metadata: JsonObject | undefined,
  nameRule: NameRule,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const prefix = text(metadata, 'generateName');
  const name = text(metadata, 'name');
  if (prefix !== '') {
    append(errors, invalidEach(path.child('generateName'), prefix, nameRule(prefix, true)));
  }
  if (name === '') {
    errors.push(required(path.child('name'), 'name or generateName is required'));
  } else {
    append(errors, invalidEach(path.child('name'), name, nameRule(name, false)));
  }
  return errors;
}

function validateNamespace(
  metadata: JsonObject | undefined,
  namespaced: boolean,
  path: Path,
): FieldError[] {
  const namespace = text(metadata, 'namespace');
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')];
  if (namespace === '') return [required(path)];
  return invalidEach(path, namespace, nameIsLabel(namespace, false));
}

function validateGeneration(metadata: JsonObject | undefined, path: Path): FieldError[] {
  const generation = integer(metadata, 'generation');
  if (generation >= 0) return [];
  return [invalid(path, generation, 'must be greater than or equal to 0')];
}

/** What may change in metadata, and is checked again when it does. */
function validateMutable(metadata: JsonObject | undefined, path: Path): FieldError[] {
  return [
    ...validateLabels(metadata, 'labels', path.child('labels')),
    ...validateAnnotations(metadata, path.child('annotations')),
    ...validateOwnerReferences(metadata, path.child('ownerReferences')),
  ];
}

/** Annotations: keys like those of labels but in any case, and 256 KiB in all. */
export function validateAnnotations(metadata: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of textMap(metadata, 'annotations')) {
    size += byteLength(key) + byteLength(value);
    append(errors, invalidEach(path, key, qualifiedName(key.toLowerCase())));
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
  return errors;
}

function validateOwnerReferences(metadata: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const references = objects(metadata, 'ownerReferences');
  let controller = '';
  for (const reference of references) {
    append(errors, validateOwnerReference(reference, path));
    if (!flag(reference, 'controller')) continue;
    const current = `${text(reference, 'kind')}/${text(reference, 'name')}`;
    if (controller === '') {
      controller = current;
      continue;
    }
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
    errors.push(invalid(path, references, detail));
  }
  return errors;
}

function validateOwnerReference(reference: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const apiVersion = text(reference, 'apiVersion');
  if ((apiVersion.split('/').at(-1) ?? '') === '') {
    errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  }
  for (const key of ['kind', 'name', 'uid']) {
    if (text(reference, key) === '') errors.push(invalid(path.child(key), '', 'must not be empty'));
  }
  if (apiVersion === 'v1' && text(reference, 'kind') === 'Event') {
    const detail = '/v1, Kind=Event is disallowed from being an owner';
    errors.push(invalid(path, reference, detail));
  }
  return errors;
}

function validateFinalizers(metadata: JsonObject | undefined, path: Path): FieldError[] {
  const finalizers = texts(metadata, 'finalizers');
  const errors = finalizers.flatMap((finalizer) => validateFinalizer(finalizer, path));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer foregroundDeletion and orphan cannot be both set';
    errors.push(invalid(path, finalizers, detail));
  }
  return errors;
}

function validateFinalizer(finalizer: string, path: Path): FieldError[] {
  return invalidEach(path, finalizer, qualifiedName(finalizer));
}

function validateManagedFields(metadata: JsonObject | undefined, path: Path): FieldError[] {
  return objects(metadata, 'managedFields').flatMap((entry, index) => {
    const errors: FieldError[] = [];
    const at = path.index(index);
    const operation = text(entry, 'operation');
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(invalid(at.child('operation'), operation, 'must be `Apply` or `Update`'));
    }
    const fieldsType = text(entry, 'fieldsType');
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    }
    if (byteLength(text(entry, 'manager')) > 128) errors.push(tooLong(at.child('manager'), 128));
    if (byteLength(text(entry, 'subresource')) > 256) {
      errors.push(tooLong(at.child('subresource'), 256));
    }
    return errors;
  });
}
