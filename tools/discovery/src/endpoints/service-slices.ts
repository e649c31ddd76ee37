import type { Family } from '../environment/environment.ts';
import type { Labels } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from './endpoint-slice.ts';
import { withHints } from './hints/with-hints.ts';
import { HEADLESS, MANAGED_BY, SERVICE_NAME, SLICE_CONTROLLER } from './labels.ts';
import { canServe } from './pod-endpoint.ts';
import type { KnownNodes } from './pod-endpoint.ts';
import { groupByPorts } from './port-groups.ts';

/** `--max-endpoints-per-slice` of the kube-controller-manager. */
const MAX_ENDPOINTS = 100;

/** What slices are made in. */
export interface SliceContext {
  readonly nodes: KnownNodes;
  /** The part of the cores that each zone has; empty where hints cannot be made of them. */
  readonly shares: ReadonlyMap<string, number>;
}

/**
 * The slices that the endpointslice controller makes of a Service and the pods that it selects, all at once
 * (`Reconciler.Reconcile` of k8s.io/endpointslice). Which endpoints share a slice is by chance in a cluster; here the
 * pods come in order.
 */
export function slicesOfService(
  service: EndpointService,
  pods: readonly Pod[],
  context: SliceContext,
): { readonly slices: readonly EndpointSlice[]; readonly redistributed: boolean } {
  const labels = sliceLabels(service);
  const serving = pods.filter((pod) => canServe(pod));
  let redistributed = false;
  const slices = service.families.flatMap((family) => {
    const groups = groupByPorts(service, serving, family, context.nodes);
    const hinted = withHints(service, groups, context.shares);
    redistributed ||= hinted.redistributed;
    const made = hinted.groups.flatMap(({ ports, endpoints }) =>
      chunks(endpoints).map((chunk) => makeSlice(service, labels, family, ports, chunk)),
    );
    return made.length > 0 ? made : [makeSlice(service, labels, family, [], [])];
  });
  return { slices, redistributed };
}

/** The Service's labels but those with a meaning for slices, which the controller sets itself. */
function sliceLabels({ labels, headless }: EndpointService): Labels {
  const copied = [...labels].filter(
    ([key]) => key !== SERVICE_NAME && key !== MANAGED_BY && key !== HEADLESS,
  );
  return new Map(headless ? [...copied, [HEADLESS, '']] : copied);
}

function makeSlice(
  { namespace, name }: EndpointService,
  labels: Labels,
  addressType: Family,
  ports: readonly EndpointPort[],
  endpoints: readonly Endpoint[],
): EndpointSlice {
  return {
    namespace,
    service: name,
    generateName: `${name}-`,
    managedBy: SLICE_CONTROLLER,
    addressType,
    labels,
    annotations: new Map(),
    ports,
    endpoints,
  };
}

function chunks(endpoints: readonly Endpoint[]): Endpoint[][] {
  return Array.from({ length: Math.ceil(endpoints.length / MAX_ENDPOINTS) }, (_, index) =>
    endpoints.slice(index * MAX_ENDPOINTS, (index + 1) * MAX_ENDPOINTS),
  );
}
