import { discover } from '@fingerpost/discovery';
import type { DiscoveryModel, Environment, Pod, PodState } from '@fingerpost/discovery';
import type { Resource } from 'kustomize-ts';

import { readClusterObjects } from './read-cluster-objects.ts';
import type { LiveObjects } from './live-objects.ts';
import { isAlive, stateOfPod } from './live-pod.ts';
import { ownersOf, pairPods, podsByWorkload } from './pair-pods.ts';
import type { PairedPods } from './pair-pods.ts';
import { realAddresses } from './real-addresses.ts';
import type { RealAddresses } from './real-addresses.ts';

/** What is rendered for a cluster. */
export interface Rendered {
  /** Of all overlays of the environment. */
  readonly resources: readonly Resource[];
  /** What the cluster brings itself. */
  readonly given: readonly Resource[];
  readonly environment: Environment;
}

/** The model of what is rendered, and where its parts are in a cluster. */
export interface Prediction {
  /** Its pods are on the nodes, and in the state, that the real ones are in. */
  readonly model: DiscoveryModel;
  /** What the cluster brings itself: known only as far as environment.yaml says it. */
  readonly given: ReadonlySet<Resource>;
  readonly pods: PairedPods;
  readonly addresses: RealAddresses;
}

/**
 * Predicts what a cluster holds. What only the cluster can know is taken from it: its nodes, on which of them the
 * scheduler has put each pod, whether the pod is ready, and to how many pods an autoscaler has scaled. All else comes
 * from what is rendered.
 */
export function predict(
  { resources, given, environment }: Rendered,
  live: LiveObjects,
): Prediction {
  const all = [...resources, ...given, ...readClusterObjects(live.nodes)];
  // Which pods there are to be paired does not depend on what keeps the nodes busy at this moment.
  const running = (): PodState => ({ phase: 'Running', ready: true });
  const owners = ownersOf(live);
  const alive = podsByWorkload(
    live.pods.filter((pod) => isAlive(pod)),
    owners,
  );
  const scaledTo = (workload: string): number => alive.get(workload)?.length ?? 0;
  const { workloads } = discover(all, { ...environment, scaledTo, podState: running });
  const pods = pairPods(workloads, live, owners);
  const podState = (pod: Pod): PodState => {
    const real = pods.real.get(pod.id);
    if (real) return stateOfPod(real);
    // A Job is deleted when its time is over, and its pods have ended before.
    return pod.workload.kind === 'Job' ? { phase: 'Succeeded' } : {};
  };
  return {
    model: discover(all, { ...environment, scaledTo, podState }),
    given: new Set(given),
    pods,
    addresses: realAddresses(live, pods),
  };
}
