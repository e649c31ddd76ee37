import { object, text } from '@fingerpost/apiserver';
import type { Check } from '../check.ts';
import type { ClusterObject } from '../cluster.ts';
import { controllerOf } from '../objects/controller-of.ts';
import { addressesOfPod, isAlive, isReadyPod } from '../objects/live-pod.ts';
import type { Live } from './live.ts';
import type { Probed } from './run-probes.ts';

/** A pod that is no longer what it was when the questions were made. */
export interface ChangedPod {
  /** `namespace/name` */
  readonly name: string;
  /** The id of its workload in the model. */
  readonly workload: string;
}

interface PodState {
  readonly workload: string;
  readonly ready: boolean;
  readonly addresses: string;
}

/**
 * Pods that are gone, not ready any more or just now, with another address, or new. Those of Jobs come and go, and no
 * prediction is about them.
 * @param before all pods, read when the questions were made
 * @param now all pods, read after the last answer
 */
export function changedPods(
  { pods }: Live,
  before: readonly ClusterObject[],
  now: readonly ClusterObject[],
): readonly ChangedPod[] {
  const known = statesOf(before);
  for (const { namespace, name, workload, ready, addresses } of pods) {
    known.set(`${namespace}/${name}`, { workload, ready, addresses: addresses.join() });
  }
  const found = statesOf(now);
  const changed = [...known].filter(([name, was]) => {
    const is = found.get(name);
    return is?.ready !== was.ready || is.addresses !== was.addresses;
  });
  const added = [...found].filter(([name]) => !known.has(name));
  return [...changed, ...added]
    .map(([name, { workload }]) => ({ name, workload }))
    .filter(({ workload }) => !/^[^/]*\/(?:Cron)?Job\//u.test(workload));
}

/** By `namespace/name`; a pod that has run to its end answers nobody. */
function statesOf(pods: readonly ClusterObject[]): Map<string, PodState> {
  return new Map(
    pods
      .filter((pod) => isAlive(pod))
      .map((pod) => {
        const state = {
          workload: workloadOf(pod),
          ready: isReadyPod(pod),
          addresses: addressesOfPod(pod).join(),
        };
        return [`${text(pod.metadata, 'namespace')}/${pod.metadata.name}`, state];
      }),
  );
}

/** A Deployment names its ReplicaSets after itself and the hash that their pods have as a label. */
function workloadOf(pod: ClusterObject): string {
  const { metadata } = pod;
  const namespace = text(metadata, 'namespace');
  const owner = controllerOf(pod);
  if (!owner) return `${namespace}/Pod/${metadata.name}`;
  const [kind, name] = [text(owner, 'kind'), text(owner, 'name')];
  const hash = text(object(metadata, 'labels'), 'pod-template-hash');
  return kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`)
    ? `${namespace}/Deployment/${name.slice(0, -hash.length - 1)}`
    : `${namespace}/${kind}/${name}`;
}

/** The checks of probes: where pods that one concerns changed meanwhile, what disagrees may be the change. */
export function excuse(
  probed: readonly Probed[],
  changed: readonly ChangedPod[],
): readonly Check[] {
  return probed.map(({ check, probe }): Check => {
    if (check.verdict !== 'disagrees') return check;
    const own = changed.filter(
      ({ workload }) => workload === probe.from.workload || probe.workloads.includes(workload),
    );
    const [first] = own;
    if (!first) return check;
    const others = own.length > 1 ? ` and ${own.length - 1} more` : '';
    const why = `pod ${first.name}${others} changed meanwhile; run it again`;
    const reason = [check.reason, why].filter((part) => part !== undefined).join('; ');
    return { ...check, verdict: 'not-conclusive', reason };
  });
}
