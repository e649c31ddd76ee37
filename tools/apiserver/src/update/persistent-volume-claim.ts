import type { JsonObject } from 'kustomize-ts';
import { forbidden, invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, optionalText, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { sameObject } from '../field/same-value.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import {
  CLASS_ANNOTATION,
  validatePersistentVolumeClaim,
} from '../validate/persistent-volume-claim.ts';
import { compareQuantities } from '../validate/pod-spec/quantity.ts';
import { validateImmutable } from './immutable.ts';

const path = root.child('spec');

/**
 * A claim hardly changes: its volume and its class may be named once, and a bound one may grow.
 * Source: ValidatePersistentVolumeClaimUpdate in pkg/apis/core/validation/validation.go. Status is never there for
 * objects from files, so no claim counts as bound.
 */
export function validatePersistentVolumeClaimUpdate(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  const spec = specOf(after);
  const old = specOf(before);
  const errors = [
    ...validateMetadataUpdate(after, before),
    ...validatePersistentVolumeClaim(after),
    ...validateClassAnnotation(after, before),
  ];
  if (!sameObject(allowedChanges(spec, old, before), old)) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n';
    errors.push(forbidden(path, detail));
  }
  if (compareQuantities(sizeOf(spec), sizeOf(old)) < 0) {
    // Expansion that failed may be taken back, but not below what the claim has.
    const capacity = object(object(before, 'status'), 'capacity');
    if (compareQuantities(sizeOf(spec), text(capacity, 'storage') || '0') <= 0) {
      const at = path.child('resources', 'requests', 'storage');
      errors.push(forbidden(at, 'field can not be less than status.capacity'));
    }
  }
  return [...errors, ...validateImmutable(spec, old, 'volumeMode', root)];
}

/** The new spec, with the old values where a change is allowed. */
function allowedChanges(spec: JsonObject, old: JsonObject, before: JsonObject): JsonObject {
  const result = { ...spec };
  if (text(old, 'volumeName') === '') delete result['volumeName'];
  const annotation = annotationOf(before);
  const className = optionalText(spec, 'storageClassName');
  const wasUnset = optionalText(old, 'storageClassName') === undefined;
  const fits = annotation === undefined || annotation === className;
  if (className !== undefined && wasUnset && fits) delete result['storageClassName'];
  return result;
}

function validateClassAnnotation(after: JsonObject, before: JsonObject): FieldError[] {
  const value = annotationOf(after) ?? '';
  const old = annotationOf(before) ?? '';
  const className = optionalText(object(after, 'spec'), 'storageClassName');
  const isUpgrade = value === '' && old !== '' && className === old;
  if (value === old || isUpgrade) return [];
  const at = root.child('metadata', 'annotations', CLASS_ANNOTATION);
  return [invalid(at, value, 'field is immutable')];
}

function annotationOf(claim: JsonObject): string | undefined {
  return optionalText(object(object(claim, 'metadata'), 'annotations'), CLASS_ANNOTATION);
}

function sizeOf(spec: JsonObject): string {
  return text(object(object(spec, 'resources'), 'requests'), 'storage') || '0';
}
