import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';
import { addressesOfFamily } from './canonical-address.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { EndpointsAddress, EndpointsObject } from './endpoint-slice.ts';
import { portKey, portsOnPods } from './pod-ports.ts';
import type { PodPorts } from './pod-ports.ts';
import { HEADLESS, TRIGGER_TIME } from './labels.ts';
import { canServe, hostnameFor } from './pod-endpoint.ts';
import { repackSubsets } from './repack-subsets.ts';
import type { Offer } from './repack-subsets.ts';
import { truncateSubsets } from './truncate-subsets.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/**
 * The Endpoints object that the endpoints controller makes of a Service and the pods that it selects, in the Service's
 * first family; one that has a manifest keeps its annotations and nothing else (`syncService` of pkg/controller/endpoint).
 */
export function endpointsOfService(
  service: EndpointService,
  pods: readonly Pod[],
  written: StoredObject | undefined,
): { readonly endpoints: EndpointsObject; readonly truncated: boolean } {
  const portsOf = portsOnPods(service);
  const subsets = repackSubsets(pods.flatMap((pod) => offersOf(service, pod, portsOf)));
  const truncated = truncateSubsets(subsets);
  const annotations = [...(written?.annotations ?? [])].filter(
    ([key]) => key !== TRIGGER_TIME && key !== OVER_CAPACITY,
  );
  return {
    endpoints: {
      namespace: service.namespace,
      name: service.name,
      labels: endpointsLabels(service),
      annotations: new Map(
        truncated ? [...annotations, [OVER_CAPACITY, 'truncated']] : annotations,
      ),
      subsets: truncated ?? subsets,
      ...(written && { stored: written }),
    },
    truncated: truncated !== undefined,
  };
}

function offersOf(service: EndpointService, pod: Pod, portsOf: (pod: Pod) => PodPorts): Offer[] {
  if (!canServe(pod) || (pod.terminating && !service.publishNotReady)) return [];
  const [address] = addressesOfFamily(pod.addresses, service.families[0] ?? 'IPv4');
  if (address === undefined) return [];
  const hostname = hostnameFor(pod, service);
  const offered: EndpointsAddress = {
    pod,
    address,
    ...(hostname !== undefined && { hostname }),
    ...(pod.node !== undefined && { nodeName: pod.node }),
  };
  const offer = {
    address: offered,
    id: `${address} ${pod.id}`,
    ready: service.publishNotReady || pod.ready,
  };
  if (service.ports.length === 0) {
    return service.headless ? [{ ...offer, port: undefined, portId: '' }] : [];
  }
  return portsOf(pod).ports.map((port) => ({ ...offer, port, portId: portKey(port) }));
}

function endpointsLabels({ labels, headless }: EndpointService): Labels {
  const copied = [...labels].filter(([key]) => key !== HEADLESS);
  const own: [string, string][] = [[MANAGED_BY, 'endpoint-controller']];
  if (headless) own.push([HEADLESS, '']);
  return new Map([...copied, ...own]);
}
