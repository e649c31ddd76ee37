import { object } from '@fingerpost/apiserver';
import { readMapSelector } from '../labels/selector.ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import { describeObject } from '../store/stored-object.ts';
import type { EndpointSlice, EndpointsObject } from './endpoint-slice.ts';
import { MIRRORING_CONTROLLER, SLICE_CONTROLLER } from './labels.ts';
import { isMirrored, mirrorEndpoints } from './mirror-endpoints.ts';
import { readEndpoints } from './written-endpoints.ts';
import { readEndpointSlice } from './written-slices.ts';

/** What controllers leave of slices and Endpoints that were written by hand, and what they add. */
export function writtenObjects(
  store: Store,
  /** `namespace/name` of Services whose endpoints the controllers make. */
  selecting: ReadonlySet<string>,
): {
  readonly slices: readonly EndpointSlice[];
  readonly endpoints: readonly EndpointsObject[];
  readonly notModelled: readonly NotModelled[];
} {
  const notModelled: NotModelled[] = [];
  const kept = store
    .list('discovery.k8s.io', 'EndpointSlice')
    .map((stored) => readEndpointSlice(stored))
    .filter((slice) => !isDeleted(slice, selecting));
  const endpoints = store
    .list('', 'Endpoints')
    .filter(({ namespace, name }) => !selecting.has(`${namespace}/${name}`))
    .map((stored) => readEndpoints(stored));
  const mirrored = endpoints.flatMap((written) => mirror(store, written, notModelled));
  return { slices: [...kept, ...mirrored], endpoints, notModelled };
}

/**
 * Controllers delete what claims to be theirs and is not: the endpointslice controller of Services with endpoints, the
 * mirroring controller of every name (`syncService` and `syncEndpoints` of their packages).
 */
function isDeleted(
  { namespace, service, managedBy }: EndpointSlice,
  selecting: ReadonlySet<string>,
): boolean {
  if (service === undefined || service === '') return false;
  if (managedBy === MIRRORING_CONTROLLER) return true;
  return managedBy === SLICE_CONTROLLER && selecting.has(`${namespace}/${service}`);
}

function mirror(
  store: Store,
  endpoints: EndpointsObject,
  notModelled: NotModelled[],
): readonly EndpointSlice[] {
  const { namespace, name } = endpoints;
  const resource = describeObject({ kind: 'Endpoints', namespace, name });
  const service = store.get('', 'Service', namespace, name);
  if (!service) {
    const reason =
      'no Service has its name: the endpoints controller deletes it when it starts the next time; it is modelled as it is written';
    notModelled.push({ resource, field: '', reason });
    return [];
  }
  if (readMapSelector(object(service.object, 'spec')) !== null || !isMirrored(endpoints)) return [];
  const { slices, left } = mirrorEndpoints(endpoints);
  if (left > 0) {
    const reason = `${left} of its addresses are too many to be mirrored to EndpointSlices: which ones are left out can differ in a cluster`;
    notModelled.push({ resource, field: 'subsets', reason });
  }
  return slices;
}
