import { object, text } from '@fingerpost/apiserver';
import type { ClusterObject } from '@fingerpost/verify';
import type { JsonObject } from 'kustomize-ts';

/** A manifest as the cluster is handed it. */
export function toClusterObject(manifest: JsonObject): ClusterObject {
  const metadata = object(manifest, 'metadata') ?? {};
  return {
    ...manifest,
    apiVersion: text(manifest, 'apiVersion'),
    kind: text(manifest, 'kind'),
    metadata: { ...metadata, name: text(metadata, 'name') },
  };
}
