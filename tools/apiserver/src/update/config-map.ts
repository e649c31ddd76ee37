import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { validateConfigMap } from '../validate/config-map.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateFrozen } from './frozen.ts';

/** Source: ValidateConfigMapUpdate in pkg/apis/core/validation/validation.go. */
export function validateConfigMapUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateFrozen(after, before, ['data', 'binaryData']),
    ...validateConfigMap(after),
  ];
}
