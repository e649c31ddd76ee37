import { flag, object, text, texts } from '@fingerpost/apiserver';
import type { Endpoint, EndpointSlice } from '../endpoints/endpoint-slice.ts';
import type { Environment, Node } from '../environment/environment.ts';
import { readMapSelector } from '../labels/selector.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { PodIndex } from '../workloads/pod-index.ts';
import { affinityOf } from './affinity.ts';
import { distributionOf, topologyOf } from './distribution.ts';
import type { Topology } from './distribution.ts';
import { exposureOf, isExternal, isOnNodes } from './exposure.ts';
import { frontsOf } from './fronts.ts';
import { portsOf } from './ports.ts';
import type { Balancing, EndpointCount, Outcomes, Service } from './service.ts';

/** What Services are read from. */
export interface ServicesInput {
  readonly store: Store;
  readonly pods: PodIndex;
  readonly slices: readonly EndpointSlice[];
  readonly nodes: readonly Node[];
  readonly environment: Environment;
}

/** What every Service does with connections, sorted by namespace and name. */
export function readServices(input: ServicesInput): readonly Service[] {
  const fronts = frontsOf(input.store);
  const slices = slicesByService(input.slices);
  const topology = topologyOf(input.nodes);
  const services = input.store.list('', 'Service').map((stored): Service => {
    const key = `${stored.namespace}/${stored.name}`;
    return describe(stored, slices.get(key) ?? [], fronts.get(key) ?? [], topology, input);
  });
  return withNodeConflicts(services).toSorted(
    (a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name),
  );
}

function describe(
  stored: StoredObject,
  slices: readonly EndpointSlice[],
  routes: readonly string[],
  topology: Topology,
  { environment, pods }: ServicesInput,
): Service {
  const { namespace, name } = stored;
  const spec = object(stored.object, 'spec');
  const type = typeOf(spec);
  const isNamed = type === 'ExternalName';
  const addressing = isNamed ? 'external-name' : headless(spec) ? 'headless' : 'cluster-ip';
  const selector = isNamed ? null : readMapSelector(spec);
  const workloads = pods.select(namespace, selector);
  const exposure = exposureOf(stored, environment);
  const policy = text(spec, 'externalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster';
  const endpoints = endpointsOf(slices);
  return {
    namespace,
    name,
    stored,
    type,
    addressing,
    externalName: isNamed ? text(spec, 'externalName') : '',
    clusterIPs: addressing === 'cluster-ip' ? clusterIPsOf(stored) : [],
    selector,
    workloads,
    ports: portsOf(stored, workloads),
    publishNotReadyAddresses: flag(spec, 'publishNotReadyAddresses'),
    endpoints: countOf(endpoints),
    balancing: balancingOf(addressing, environment),
    affinity: affinityOf(stored, exposure, routes),
    internalTrafficPolicy: text(spec, 'internalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    externalTrafficPolicy: isExternal(stored) ? policy : undefined,
    distribution: distributionOf(stored, endpoints, topology),
    exposure,
    outcomes: outcomesOf(addressing, environment),
  };
}

function typeOf(spec: ReturnType<typeof object>): Service['type'] {
  const type = text(spec, 'type');
  return type === 'NodePort' || type === 'LoadBalancer' || type === 'ExternalName'
    ? type
    : 'ClusterIP';
}

function headless(spec: ReturnType<typeof object>): boolean {
  return text(spec, 'clusterIP') === 'None';
}

/** What the manifest says, else a symbol for each family. */
function clusterIPsOf({ namespace, name, object: service, written }: StoredObject): string[] {
  const asked = object(written, 'spec');
  const literal = texts(asked, 'clusterIPs');
  const first = text(asked, 'clusterIP');
  const known = literal.length > 0 || first === '' ? literal : [first];
  const families = texts(object(service, 'spec'), 'ipFamilies');
  const count = Math.max(families.length, known.length, 1);
  return Array.from(
    { length: count },
    (_, index) => known[index] ?? `clusterIP(${namespace}/${name})`,
  );
}

function slicesByService(slices: readonly EndpointSlice[]): Map<string, EndpointSlice[]> {
  const found = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    if (slice.service === undefined) continue;
    const key = `${slice.namespace}/${slice.service}`;
    const others = found.get(key);
    if (others) others.push(slice);
    else found.set(key, [slice]);
  }
  return found;
}

/** The endpoints of one family: the other has the same pods. */
function endpointsOf(slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const byType = Map.groupBy(slices, ({ addressType }) => addressType);
  const lists = [...byType.values()].map((some) => some.flatMap(({ endpoints }) => endpoints));
  return lists.reduce((most, list) => (list.length > most.length ? list : most), []);
}

function countOf(endpoints: readonly Endpoint[]): EndpointCount {
  const ready = endpoints.filter((endpoint) => endpoint.ready !== false).length;
  return { total: endpoints.length, ready };
}

/** kube-proxy: random with iptables and nftables; the default scheduler of IPVS is `rr`. */
function balancingOf(addressing: Service['addressing'], { proxyMode }: Environment): Balancing {
  if (addressing === 'headless') return 'client-chooses';
  if (addressing === 'external-name') return 'name-only';
  return proxyMode === 'ipvs' ? 'round-robin-per-node' : 'random-per-connection';
}

/**
 * iptables/proxier.go has no rule for other ports of a cluster IP, and packets get lost; nftables/proxier.go and
 * ipvs/proxier.go reject them. All reject what has no endpoints, and drop what has none on this node only.
 */
function outcomesOf(addressing: Service['addressing'], { proxyMode }: Environment): Outcomes {
  if (addressing !== 'cluster-ip') {
    return { unknownPort: null, noEndpoints: null, noLocalEndpoints: null };
  }
  return {
    unknownPort: proxyMode === 'iptables' ? 'timeout' : 'refused',
    noEndpoints: 'refused',
    noLocalEndpoints: 'timeout',
  };
}

/** ServiceLB gives a port of the nodes to one Service only. */
function withNodeConflicts(services: readonly Service[]): readonly Service[] {
  const users = new Map<string, string[]>();
  for (const { exposure, ports, stored } of services) {
    if (!isOnNodes(exposure)) continue;
    for (const { port, protocol } of ports) {
      const key = `${port}/${protocol}`;
      const others = users.get(key);
      if (others) others.push(describeObject(stored));
      else users.set(key, [describeObject(stored)]);
    }
  }
  return services.map((service) => {
    const { loadBalancer } = service.exposure;
    if (!loadBalancer || !isOnNodes(service.exposure)) return service;
    const own = describeObject(service.stored);
    const problems = service.ports.flatMap(({ port, protocol }) => {
      const others = (users.get(`${port}/${protocol}`) ?? []).filter((name) => name !== own);
      if (others.length === 0) return [];
      return [`port ${port}/${protocol} of the nodes is also asked for by ${others.join(', ')}`];
    });
    if (problems.length === 0) return service;
    const published = { ...loadBalancer, problems: [...loadBalancer.problems, ...problems] };
    return { ...service, exposure: { ...service.exposure, loadBalancer: published } };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
