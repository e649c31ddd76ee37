import { flag, object, objects, text, textMap } from '@fingerpost/apiserver';
import { containerPorts, describeAddresses, parseAddresses } from '@fingerpost/discovery';
import type { ContainerPort, Labels } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';

/** A pod with a network of its own. */
export interface NetworkPod {
  /** `backend/go-server-0` */
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** As `describeAddresses` writes them; at most one of each family. */
  readonly addresses: readonly string[];
  /** Those of containers and of sidecars. */
  readonly ports: readonly ContainerPort[];
}

/**
 * The pods that policies are about, sorted by id. Left out are pods of the host network, pods without an address yet,
 * and those that have ended: their addresses may be given to others. Where two pods claim one address, the younger has it.
 */
export function readPods(pods: readonly JsonObject[]): readonly NetworkPod[] {
  const owners = new Map<string, JsonObject>();
  for (const pod of pods.filter(isOnNetwork).toSorted(byAge)) {
    for (const address of addressesOf(pod)) owners.set(address, pod);
  }
  const addresses = Map.groupBy(owners.keys(), (address) => owners.get(address));
  return [...addresses]
    .flatMap(([pod, own]) => (pod ? [readPod(pod, own.toSorted())] : []))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function readPod(pod: JsonObject, addresses: readonly string[]): NetworkPod {
  const metadata = object(pod, 'metadata');
  const namespace = text(metadata, 'namespace');
  return {
    id: `${namespace}/${text(metadata, 'name')}`,
    namespace,
    labels: new Map(textMap(metadata, 'labels')),
    addresses,
    ports: containerPorts(object(pod, 'spec') ?? {}),
  };
}

function isOnNetwork(pod: JsonObject): boolean {
  const phase = text(object(pod, 'status'), 'phase');
  return !flag(object(pod, 'spec'), 'hostNetwork') && phase !== 'Succeeded' && phase !== 'Failed';
}

function addressesOf(pod: JsonObject): string[] {
  const status = object(pod, 'status');
  const written = [
    ...objects(status, 'podIPs').map((entry) => text(entry, 'ip')),
    text(status, 'podIP'),
  ];
  return [...new Set(written)].flatMap((address) => {
    const parsed = /[/,-]/.test(address) ? undefined : parseAddresses(address);
    return parsed ? [describeAddresses(parsed)] : [];
  });
}

function byAge(a: JsonObject, b: JsonObject): number {
  const [one, other] = [a, b].map((pod) => {
    const metadata = object(pod, 'metadata');
    return `${text(metadata, 'creationTimestamp')} ${text(metadata, 'uid')}`;
  });
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
