import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import type { ClusterObject } from '../cluster.ts';

/** Objects of a cluster as the resources that manifests of them would be. */
export function readClusterObjects(objects: readonly ClusterObject[]): readonly Resource[] {
  const path = '/cluster.json';
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  return readResources([path], memoryFileSystem({ [path]: text })).resources;
}
