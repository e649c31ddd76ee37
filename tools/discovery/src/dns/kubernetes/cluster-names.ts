import { integer, object, objects, text, texts } from '@fingerpost/apiserver';
import ipaddr from 'ipaddr.js';
import type { EndpointSlice } from '../../endpoints/endpoint-slice.ts';
import { familiesOf } from '../../environment/environment.ts';
import type { Environment, Family } from '../../environment/environment.ts';
import type { Store } from '../../store/store.ts';
import type { Labels, StoredObject } from '../../store/stored-object.ts';
import type { Pod } from '../../workloads/pod.ts';
import type { Workload } from '../../workloads/workload.ts';
import { addressKey, hostOf } from './address.ts';
import type { Host } from './address.ts';
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

/** A Service, as far as names depend on it. */
export interface NamedService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** What an ExternalName Service points at. */
  readonly externalName: string | undefined;
  readonly headless: boolean;
  /** Its cluster IPs. */
  readonly hosts: readonly Host[];
  /** One with the number -1 stands for none. */
  readonly ports: readonly NamedPort[];
  /** Undefined for default/kubernetes, which the API server makes. */
  readonly stored?: StoredObject;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
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
  const services = new Map([own, ...stored].map((service) => [keyOf(service), service]));
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

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
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

function nameService(stored: StoredObject, environment: Environment): NamedService {
  const { namespace, name, labels } = stored;
  const spec = object(stored.object, 'spec');
  const external = text(spec, 'type') === 'ExternalName';
  const headless = !external && text(spec, 'clusterIP') === 'None';
  const ports = objects(spec, 'ports').map((port) => ({
    name: text(port, 'name'),
    protocol: text(port, 'protocol'),
    port: integer(port, 'port'),
  }));
  return {
    namespace,
    name,
    labels,
    externalName: external ? text(spec, 'externalName') : undefined,
    headless,
    hosts: external || headless ? [] : clusterIPsOf(stored, environment),
    ports: ports.length === 0 ? [{ name: '', protocol: '', port: -1 }] : ports,
    stored,
  };
}

/** The addresses that a manifest names are literal, those that the API server allocates are symbolic. */
function clusterIPsOf(stored: StoredObject, environment: Environment): Host[] {
  const spec = object(stored.object, 'spec');
  const written = object(stored.written, 'spec');
  const literal = new Set([text(written, 'clusterIP'), ...texts(written, 'clusterIPs')]);
  const symbol = `clusterIP(${keyOf(stored)})`;
  const addresses = texts(spec, 'clusterIPs');
  if (addresses.length === 0) {
    const families = texts(spec, 'ipFamilies').filter(
      (family) => family === 'IPv6' || family === 'IPv4',
    );
    const first = familiesOf(environment.serviceCIDRs).slice(0, 1);
    return (families.length > 0 ? families : first).map((family) => hostOf(symbol, family));
  }
  return addresses.map((address) =>
    hostOf(literal.has(address) ? address : symbol, address.includes(':') ? 'IPv6' : 'IPv4'),
  );
}

/** The Service that the API server makes for itself, at the first address of the first range. */
function kubernetesService({ serviceCIDRs }: Environment): NamedService {
  const [range] = serviceCIDRs;
  const family: Family = range?.includes(':') ? 'IPv6' : 'IPv4';
  return {
    namespace: 'default',
    name: 'kubernetes',
    labels: new Map([
      ['component', 'apiserver'],
      ['provider', 'kubernetes'],
    ]),
    externalName: undefined,
    headless: false,
    hosts: [hostOf(firstAddress(range) ?? 'clusterIP(default/kubernetes)', family)],
    ports: [{ name: 'https', protocol: 'TCP', port: 443 }],
  };
}

function firstAddress(range: string | undefined): string | undefined {
  if (range === undefined || !ipaddr.isValidCIDR(range)) return undefined;
  const bytes = (
    range.includes(':')
      ? ipaddr.IPv6.networkAddressFromCIDR(range)
      : ipaddr.IPv4.networkAddressFromCIDR(range)
  ).toByteArray();
  const last = bytes.pop() ?? 0;
  return ipaddr.fromByteArray([...bytes, last + 1]).toString();
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
