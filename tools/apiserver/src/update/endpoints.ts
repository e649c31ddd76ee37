import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { validateEndpoints } from '../validate/endpoints.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';

/** Source: ValidateEndpointsUpdate in pkg/apis/core/validation/validation.go. */
export function validateEndpointsUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [...validateMetadataUpdate(after, before), ...validateEndpoints(after, before)];
}
