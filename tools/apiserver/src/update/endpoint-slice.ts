import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { validateEndpointSlice } from '../validate/endpoint-slice.ts';
import { validateImmutable } from './immutable.ts';

/** Source: ValidateEndpointSliceUpdate in pkg/apis/discovery/validation/validation.go. */
export function validateEndpointSliceUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateEndpointSlice(after, before),
    ...validateImmutable(after, before, 'addressType', root),
  ];
}
