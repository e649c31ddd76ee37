import { familiesOf } from '../environment/environment.ts';
import type { Environment, Node } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import { describeObject } from '../store/stored-object.ts';
import type { PodIndex } from '../workloads/pod-index.ts';
import { readEndpointService } from './endpoint-service.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { EndpointSlice, EndpointsObject } from './endpoint-slice.ts';
import { zoneSharesOf } from './hints/zone-shares.ts';
import type { ZoneShares } from './hints/zone-shares.ts';
import { endpointsOfService } from './service-endpoints.ts';
import { slicesOfService } from './service-slices.ts';
import { sortSlices } from './sort-slices.ts';
import { writtenObjects } from './written-objects.ts';

/** What a cluster knows of who serves its Services. */
export interface PredictedEndpoints {
  readonly slices: readonly EndpointSlice[];
  readonly endpoints: readonly EndpointsObject[];
  readonly notModelled: readonly NotModelled[];
}

/**
 * Every EndpointSlice and every Endpoints object of a cluster whose controllers are at rest, made in one go: those of
 * Services that select pods, those that were written by hand, and what is mirrored of these (Kubernetes 1.36:
 * pkg/controller/endpointslice, endpoint and endpointslicemirroring).
 */
export function predictEndpoints(
  store: Store,
  pods: PodIndex,
  nodes: readonly Node[],
  environment: Environment,
): PredictedEndpoints {
  const known = nodes.length === 0 ? undefined : new Map(nodes.map((node) => [node.name, node]));
  const zones = zoneSharesOf(nodes);
  const families = familiesOf(environment.serviceCIDRs);
  const notModelled: NotModelled[] = [];
  const slices: EndpointSlice[] = [];
  const endpoints: EndpointsObject[] = [];
  const selecting = new Set<string>();
  for (const stored of store.list('', 'Service')) {
    const service = readEndpointService(stored, families);
    if (!service) continue;
    const { namespace, name } = service;
    selecting.add(`${namespace}/${name}`);
    const selected = pods.select(namespace, service.selector).flatMap((one) => one.pods);
    const sliced = slicesOfService(service, selected, { nodes: known, shares: zones.shares });
    const written = store.get('', 'Endpoints', namespace, name);
    const old = endpointsOfService(service, selected, written);
    for (const slice of sliced.slices) slices.push(slice);
    endpoints.push(old.endpoints);
    notModelled.push(
      ...unknownHints(service, zones, known === undefined, sliced.redistributed),
      ...(old.truncated ? [truncation(service)] : []),
    );
  }
  const written = writtenObjects(store, selecting);
  return {
    slices: sortSlices([...slices, ...written.slices]),
    endpoints: [...endpoints, ...written.endpoints].toSorted((a, b) =>
      `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1,
    ),
    notModelled: [...notModelled, ...written.notModelled],
  };
}

function unknownHints(
  service: EndpointService,
  zones: ZoneShares,
  nodesUnknown: boolean,
  redistributed: boolean,
): NotModelled[] {
  if (service.hints === 'none') return [];
  const resource = describeObject(service.stored);
  const field = service.hints === 'topology' ? 'metadata.annotations' : 'spec.trafficDistribution';
  if (nodesUnknown) {
    return [{ resource, field, reason: 'no node is known: its endpoints have no hints' }];
  }
  if (service.hints !== 'topology') return [];
  if (zones.unknown !== undefined) {
    const reason = `the cores of node ${zones.unknown} are not known: its endpoints have no hints`;
    return [{ resource, field, reason }];
  }
  if (!redistributed) return [];
  const reason =
    'some endpoints are meant for another zone than theirs: in a cluster chance picks them';
  return [{ resource, field, reason }];
}

function truncation({ stored }: EndpointService): NotModelled {
  return {
    resource: describeObject({ ...stored, kind: 'Endpoints' }),
    field: 'subsets',
    reason: 'it is cut to 1000 addresses: which ones stay depends on their order in a cluster',
  };
}
