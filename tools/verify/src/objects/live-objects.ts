import type { Cluster, ClusterObject, ObjectKind } from '../cluster.ts';

/** What a cluster holds of the kinds that decide who answers for a name. */
export interface LiveObjects {
  readonly services: readonly ClusterObject[];
  readonly slices: readonly ClusterObject[];
  readonly pods: readonly ClusterObject[];
  readonly replicaSets: readonly ClusterObject[];
  readonly nodes: readonly ClusterObject[];
}

const KINDS = {
  services: { apiVersion: 'v1', kind: 'Service' },
  slices: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  replicaSets: { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  nodes: { apiVersion: 'v1', kind: 'Node' },
} as const satisfies Record<keyof LiveObjects, ObjectKind>;

/** Reads them, of all namespaces. Errors: ClusterError. */
export async function readLiveObjects(cluster: Cluster): Promise<LiveObjects> {
  const [services, slices, pods, replicaSets, nodes] = await Promise.all([
    cluster.list(KINDS.services),
    cluster.list(KINDS.slices),
    cluster.list(KINDS.pods),
    cluster.list(KINDS.replicaSets),
    cluster.list(KINDS.nodes),
  ]);
  return { services, slices, pods, replicaSets, nodes };
}
