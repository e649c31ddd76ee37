import type { JsonObject } from 'kustomize-ts';
import { forbidden, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { integer } from '../field/read.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateImmutable } from './immutable.ts';

/** Source: ValidatePriorityClassUpdate in pkg/apis/scheduling/validation/validation.go. */
export function validatePriorityClassUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const isChanged = integer(after, 'value') !== integer(before, 'value');
  return [
    ...validateMetadataUpdate(after, before),
    ...(isChanged ? [forbidden(root.child('value'), 'may not be changed in an update.')] : []),
    ...validateImmutable(after, before, 'preemptionPolicy', root),
  ];
}
