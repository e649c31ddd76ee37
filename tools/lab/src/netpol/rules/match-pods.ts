import { selects } from '@fingerpost/discovery';
import type { Labels } from '@fingerpost/discovery';
import type { NetworkPod } from './pods.ts';
import type { NetworkPolicy, PodPeer } from './policy.ts';

/** Finds the pods that selectors mean. */
export interface PodMatches {
  /** The pods that a policy isolates. */
  selected(policy: NetworkPolicy): readonly NetworkPod[];
  /** The pods that any of the peers of a policy in the namespace means, each once. */
  peers(namespace: string, peers: readonly PodPeer[]): readonly NetworkPod[];
  readonly all: readonly NetworkPod[];
}

/** A pod whose namespace is not known belongs to a namespace without labels. */
export function makePodMatches(
  pods: readonly NetworkPod[],
  namespaces: ReadonlyMap<string, Labels>,
): PodMatches {
  const byNamespace = Map.groupBy(pods, ({ namespace }) => namespace);
  const within = (namespace: string): readonly NetworkPod[] => byNamespace.get(namespace) ?? [];
  const matches = (pod: NetworkPod, namespace: string, peer: PodPeer): boolean => {
    const inNamespace =
      peer.namespaceSelector === undefined
        ? pod.namespace === namespace
        : selects(peer.namespaceSelector, namespaces.get(pod.namespace) ?? new Map());
    return inNamespace && selects(peer.podSelector, pod.labels);
  };
  return {
    selected: ({ namespace, podSelector }) =>
      within(namespace).filter(({ labels }) => selects(podSelector, labels)),
    peers: (namespace, peers) =>
      pods.filter((pod) => peers.some((peer) => matches(pod, namespace, peer))),
    all: pods,
  };
}
