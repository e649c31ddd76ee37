import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object } from '../field/read.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateClaimSpec } from './pod-spec/claim-spec.ts';

/** How claims named their class before there was a field for it. */
export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Source: ValidatePersistentVolumeClaim in pkg/apis/core/validation/validation.go. */
export function validatePersistentVolumeClaim(claim: JsonObject): FieldError[] {
  return [
    ...validateMetadata(claim, true, nameIsSubdomain),
    ...validateClaimSpec(object(claim, 'spec'), root.child('spec')),
  ];
}
