import type { EndpointSlice } from '../../endpoints/endpoint-slice.ts';
import type { Environment, Family } from '../../environment/environment.ts';
import type { Store } from '../../store/store.ts';
import type { Labels } from '../../store/stored-object.ts';
import type { Pod } from '../../workloads/pod.ts';
import type { Workload } from '../../workloads/workload.ts';
import { addressKey, hostOf } from './address.ts';
import type { Host } from './address.ts';
import { kubernetesService, nameService } from './named-service.ts';
import type { NamedService } from './named-service.ts';
import { nameSlice } from './named-slice.ts';
import type { NamedSlice } from './named-slice.ts';
import type { AddressOf } from './symbol.ts';

/** Everything that has a name in the cluster's DNS, found by what questions ask. Build it once for a cluster. */
export interface ClusterNames {
  /** Labels by namespace. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  /** By `namespace/name`. */
  readonly services: ReadonlyMap<string, NamedService>;
  /** By `namespace/service`; under `namespace/` those that belong to no Service. */
  readonly slices: ReadonlyMap<string, readonly NamedSlice[]>;
  /** By the key of an address. */
  readonly servicesByAddress: ReadonlyMap<string, NamedService>;
  readonly slicesByAddress: ReadonlyMap<string, readonly NamedSlice[]>;
  readonly podsByAddress: ReadonlyMap<string, readonly Pod[]>;
  readonly addressOf: AddressOf;
  /** Those of the name server itself; empty where its pods are not known. */
  readonly serverAddresses: readonly Host[];
}

/** Namespaces that every cluster has. */
const OWN_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

/** Indexes what has a name: Services, EndpointSlices, pods and namespaces. Linear in them. */
export function clusterNames(
  store: Store,
  slices: readonly EndpointSlice[],
  workloads: readonly Workload[],
  environment: Environment,
): ClusterNames {
  const namespaces = new Map(
    [...OWN_NAMESPACES, ...store.namespaces, ...workloads.map(({ namespace }) => namespace)].map(
      (namespace) => [namespace, store.namespaceLabels(namespace)] as const,
    ),
  );
  const stored = store.list('', 'Service').map((service) => nameService(service, environment));
  const own = kubernetesService(environment);
  const services = new Map(
    [own, ...stored].map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  const named = slices.map(nameSlice);
  const pods = workloads.flatMap((workload) => workload.pods);
  const podsById = new Map(pods.map((pod) => [pod.id, pod]));
  return {
    namespaces,
    services,
    slices: Map.groupBy(named, (slice) => `${slice.namespace}/${slice.service}`),
    servicesByAddress: new Map(
      [...services.values()].flatMap((service) =>
        service.hosts.map((host) => [keyOfHost(host), service] as const),
      ),
    ),
    slicesByAddress: groupByAddress(named, (slice) => slice.addresses.map(({ key }) => key)),
    podsByAddress: groupByAddress(pods, (pod) =>
      pod.addresses.map(({ address, family }) => addressKey(address, family)),
    ),
    addressOf: (symbol, family) => addressOf(symbol, family, podsById, services),
    serverAddresses: serverAddresses(pods),
  };
}

function keyOfHost(host: Host): string {
  return addressKey(host.written, host.type === 'AAAA' ? 'IPv6' : 'IPv4');
}

function groupByAddress<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): Map<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

function addressOf(
  symbol: string,
  family: Family,
  podsById: ReadonlyMap<string, Pod>,
  services: ReadonlyMap<string, NamedService>,
): string {
  const [, kind, id = ''] = /^(pod|clusterIP)\((.*)\)$/su.exec(symbol) ?? [];
  if (kind === 'pod') {
    return (
      podsById.get(id)?.addresses.find((address) => address.family === family)?.address ?? symbol
    );
  }
  const type = family === 'IPv4' ? 'A' : 'AAAA';
  return services.get(id)?.hosts.find((host) => host.type === type)?.written ?? symbol;
}

/** CoreDNS runs behind the Service kube-dns, which finds it by this label whatever the distribution. */
function serverAddresses(pods: readonly Pod[]): Host[] {
  const server = pods.find(
    ({ namespace, labels, phase }) =>
      namespace === 'kube-system' && labels.get('k8s-app') === 'kube-dns' && phase === 'Running',
  );
  return server?.addresses.map(({ address, family }) => hostOf(address, family)) ?? [];
}
