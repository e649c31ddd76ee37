import type { Labels } from '../store/stored-object.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Policy } from './policy.ts';
import { namedPorts } from './subject.ts';
import type { Subject } from './subject.ts';
import { variantsOf } from './variants.ts';

/** Pods that no policy can tell apart. */
export interface PodClass {
  readonly namespace: string;
  /** Only those that a selector of a policy asks for. */
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  /** One of its members: all of them have the same numbers for the port names that policies use. */
  readonly example: Subject;
  /** Equal for classes with the same numbers for those names. */
  readonly portsId: number;
}

/** Workloads by what policies see of them. */
export interface PodClasses {
  readonly classes: readonly PodClass[];
  /** The numbers of the classes of a workload's pods: one, unless pods of one owner differ. */
  readonly classesOf: readonly (readonly number[])[];
}

/**
 * Groups workloads into classes: same namespace, same values for the label keys that selectors use, same numbers for the
 * port names that rules use. Policies are evaluated on classes.
 */
export function groupPods(workloads: readonly Workload[], policies: readonly Policy[]): PodClasses {
  const words = wordsOf(policies);
  const classes: PodClass[] = [];
  const known = new Map<string, number>();
  const portIds = new Map<string, number>();
  const classOf = (pod: Subject): number => {
    const labels = labelsAmong(pod.labels, words.keys);
    const ports = portsAmong(pod, words.names);
    const portsId = portIds.get(ports) ?? portIds.size;
    portIds.set(ports, portsId);
    const key = JSON.stringify([pod.namespace, pod.hostNetwork, labels, portsId]);
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, classes.length);
    const { namespace, hostNetwork } = pod;
    return (
      classes.push({ namespace, labels: new Map(labels), hostNetwork, example: pod, portsId }) - 1
    );
  };
  const classesOf = workloads.map((workload) => [...new Set(variantsOf(workload).map(classOf))]);
  return { classes, classesOf };
}

/** The labels with some keys, sorted. */
export function labelsAmong(
  labels: Labels,
  keys: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  return [...labels].filter(([key]) => keys.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The numbers that a pod has for some port names, as text. */
export function portsAmong(pod: Subject, names: ReadonlySet<string>): string {
  return JSON.stringify(
    namedPorts(pod.spec)
      .filter(({ name }) => names.has(name))
      .map(({ name, protocol, number }) => [name, protocol, number]),
  );
}

/** What of pods and namespaces policies mention. */
export interface PolicyWords {
  /** Label keys of pods. */
  readonly keys: ReadonlySet<string>;
  /** Port names. */
  readonly names: ReadonlySet<string>;
  /** Label keys of namespaces. */
  readonly namespaceKeys: ReadonlySet<string>;
}

/** Label keys and port names that the policies mention. */
export function wordsOf(policies: readonly Policy[]): PolicyWords {
  const keys = new Set<string>();
  const names = new Set<string>();
  const namespaceKeys = new Set<string>();
  for (const policy of policies) {
    const rules = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
    const peers = rules.flatMap((rule) => rule.peers ?? []);
    const selectors = peers.map((peer) => ('podSelector' in peer ? peer.podSelector : null));
    for (const selector of [policy.podSelector, ...selectors]) {
      for (const { key } of selector ?? []) keys.add(key);
    }
    for (const peer of peers) {
      const namespaces = 'podSelector' in peer ? peer.namespaceSelector : undefined;
      for (const { key } of namespaces ?? []) namespaceKeys.add(key);
    }
    for (const { name } of rules.flatMap((rule) => rule.ports ?? [])) {
      if (name !== undefined) names.add(name);
    }
  }
  return { keys, names, namespaceKeys };
}
