import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateImmutable } from './immutable.ts';

/** Source: ValidateStorageClassUpdate in pkg/apis/storage/validation/validation.go. */
export function validateStorageClassUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const kept = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];
  return [
    ...validateMetadataUpdate(after, before),
    ...kept.flatMap((key) => validateImmutable(after, before, key, root)),
  ];
}
