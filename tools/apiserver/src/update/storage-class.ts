import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateStorageClass } from '../validate/storage-class.ts';
import { validateImmutable } from './immutable.ts';

/** A StorageClass keeps most of what it says. Source: ValidateUpdate in pkg/registry/storage/storageclass/strategy.go. */
export function validateStorageClassUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const kept = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];
  return [
    ...validateStorageClass(after),
    ...validateMetadataUpdate(after, before),
    ...kept.flatMap((key) => validateImmutable(after, before, key, root)),
  ];
}
