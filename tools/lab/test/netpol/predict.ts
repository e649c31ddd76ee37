import {
  computeReachability,
  defaultEnvironment,
  parseAddresses,
  readNodes,
  readStore,
  readWorkloads,
} from '@fingerpost/discovery';
import type { Outside, Workload } from '@fingerpost/discovery';
import { object, text } from '@fingerpost/apiserver';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { ClusterObjects } from '../../src/netpol/rules/make-filter.ts';
import type { Packet } from './judge.ts';

type Prediction = (packet: Packet) => boolean;

/**
 * What the model of discovery says of packets in a cluster. For it an `ipBlock` never means a pod; in a cluster the
 * packets of a pod have its address, so each end is asked as the pod and as the address.
 */
export function predict({ namespaces, pods, policies }: ClusterObjects): Prediction {
  const objects = [...namespaces, ...pods, ...policies];
  const files = objects.map((one, index) => [`/${index}.yaml`, JSON.stringify(one)]);
  const { resources, errors } = readResources(['/'], memoryFileSystem(Object.fromEntries(files)));
  const [error] = errors;
  if (error) throw error;
  const store = readStore(resources);
  const { workloads } = readWorkloads(
    store,
    readNodes(store, defaultEnvironment),
    defaultEnvironment,
  );
  const reachability = computeReachability(workloads, store);
  const ends = (address: string): readonly (Workload | Outside)[] => {
    const pod = pods.find((one) => hasAddress(one, address));
    const metadata = object(pod, 'metadata');
    const workload = workloads.find(
      ({ namespace, name }) =>
        namespace === text(metadata, 'namespace') && name === text(metadata, 'name'),
    );
    const outside = { addresses: parseAddresses(address) ?? [] };
    return workload && !workload.hostNetwork ? [workload, outside] : [outside];
  };
  return ({ from, to, protocol, port }) => {
    if (from === to) return true;
    const [sources, destinations] = [ends(from), ends(to)];
    const [source] = sources;
    const [destination] = destinations;
    if (!source || !destination) throw new Error(`${from} -> ${to}: one end is missing`);
    const explain = (one: Workload | Outside, other: Workload | Outside) =>
      reachability.explain(one, other, protocol, port);
    return (
      destinations.some((other) => explain(source, other).egress.allowed) &&
      sources.some((other) => explain(other, destination).ingress.allowed)
    );
  };
}

function hasAddress(pod: ClusterObjects['pods'][number], address: string): boolean {
  const status = object(pod, 'status');
  const isEnded = text(status, 'phase') === 'Succeeded';
  return !isEnded && JSON.stringify(status?.['podIPs'] ?? []).includes(`"${address}"`);
}
