import type { JsonObject } from 'kustomize-ts';

/** Source: SetDefaults_StorageClass in pkg/apis/storage/v1/defaults.go. */
export function defaultStorageClass(storageClass: JsonObject): void {
  storageClass['reclaimPolicy'] ??= 'Delete';
  storageClass['volumeBindingMode'] ??= 'Immediate';
}
