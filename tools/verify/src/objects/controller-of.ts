import { flag, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { ClusterObject } from '../cluster.ts';

/** The owner reference of what runs a pod, or makes a ReplicaSet; undefined of what nobody does. */
export function controllerOf({ metadata }: ClusterObject): JsonObject | undefined {
  return objects(metadata, 'ownerReferences').find((entry) => flag(entry, 'controller'));
}
