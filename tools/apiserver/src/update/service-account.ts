import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { nameIsSubdomain, validateMetadata, validateMetadataUpdate } from '../validate/metadata.ts';

/** Source: ValidateServiceAccountUpdate in pkg/apis/core/validation/validation.go. */
export function validateServiceAccountUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateMetadata(after, true, nameIsSubdomain),
  ];
}
