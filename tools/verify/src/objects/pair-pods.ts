import { object, text, textMap } from '@fingerpost/apiserver';
import type { Pod, Workload } from '@fingerpost/discovery';

import type { ClusterObject } from '../cluster.ts';
import { controllerOf } from './controller-of.ts';
import { isAlive } from './live-pod.ts';
import type { LiveObjects } from './live-objects.ts';

/** Which pods of a cluster the predicted ones are. */
export interface PairedPods {
  /** By the id of the predicted pod. */
  readonly real: ReadonlyMap<string, ClusterObject>;
  /** The id of the workload that runs a pod, by the pod's uid; a pod without controller is its own. */
  readonly owners: ReadonlyMap<string, string>;
}

const REVISION = 'deployment.kubernetes.io/revision';

/** The id of the workload that runs a pod, by the pod's uid. */
export function ownersOf({
  pods,
  replicaSets,
}: Pick<LiveObjects, 'pods' | 'replicaSets'>): ReadonlyMap<string, string> {
  const sets = byUid(replicaSets);
  return new Map(pods.map((pod) => [text(pod.metadata, 'uid'), ownerOf(pod, sets)]));
}

/** Pods by the id of the workload that runs them. */
export function podsByWorkload(
  pods: readonly ClusterObject[],
  owners: PairedPods['owners'],
): ReadonlyMap<string, readonly ClusterObject[]> {
  return Map.groupBy(pods, (pod) => owners.get(text(pod.metadata, 'uid')) ?? '');
}

/**
 * Pairs predicted pods with real ones. Pods of a StatefulSet are known by their names; those of a DaemonSet by their
 * node; all others have random names, so they are numbered in the order of these, those of the newest ReplicaSet first.
 * Pods that end are nobody's counterpart but that of a Job.
 */
export function pairPods(
  workloads: readonly Workload[],
  { pods, replicaSets }: Pick<LiveObjects, 'pods' | 'replicaSets'>,
  owners: PairedPods['owners'],
): PairedPods {
  const sets = byUid(replicaSets);
  const byOwner = podsByWorkload(pods, owners);
  const real = new Map<string, ClusterObject>();
  for (const workload of workloads) {
    const own = (byOwner.get(workload.id) ?? []).filter(
      (pod) => workload.kind === 'Job' || isAlive(pod),
    );
    const ordered = own
      .map((pod) => ({ pod, revision: revisionOf(pod, sets) }))
      .toSorted((a, b) => b.revision - a.revision || compareNames(a.pod, b.pod))
      .map(({ pod }) => pod);
    const taken = new Set<ClusterObject>();
    for (const [index, pod] of workload.pods.entries()) {
      const found = isRandomlyNamed(pod)
        ? pickRandomlyNamed(workload, pod, ordered, index)
        : ordered.find(({ metadata }) => metadata.name === pod.name);
      if (!found || taken.has(found)) continue;
      taken.add(found);
      real.set(pod.id, found);
    }
  }
  return { real, owners };
}

function byUid(sets: readonly ClusterObject[]): ReadonlyMap<string, ClusterObject> {
  return new Map(sets.map((set) => [text(set.metadata, 'uid'), set]));
}

function isRandomlyNamed(pod: Pod): boolean {
  return pod.name === undefined;
}

function pickRandomlyNamed(
  workload: Workload,
  { node }: Pod,
  pods: readonly ClusterObject[],
  index: number,
): ClusterObject | undefined {
  if (workload.kind !== 'DaemonSet' || node === undefined) return pods[index];
  return pods.find((pod) => text(object(pod, 'spec'), 'nodeName') === node);
}

/** `namespace/Kind/name` of what runs a pod: for a ReplicaSet its Deployment, where it has one. */
function ownerOf(pod: ClusterObject, sets: ReadonlyMap<string, ClusterObject>): string {
  const namespace = text(pod.metadata, 'namespace');
  const owner = controllerOf(pod);
  if (!owner) return `${namespace}/Pod/${pod.metadata.name}`;
  const set = sets.get(text(owner, 'uid'));
  const top = (set && controllerOf(set)) ?? owner;
  return `${namespace}/${text(top, 'kind')}/${text(top, 'name')}`;
}

/** The revision of its Deployment that a pod is of; 0 where it has none. */
function revisionOf(pod: ClusterObject, sets: ReadonlyMap<string, ClusterObject>): number {
  const set = sets.get(text(controllerOf(pod), 'uid'));
  const revision = textMap(set?.metadata, 'annotations').find(([key]) => key === REVISION)?.[1];
  return Number(revision ?? 0) || 0;
}

function compareNames(a: ClusterObject, b: ClusterObject): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
