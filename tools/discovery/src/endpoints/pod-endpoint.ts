import type { Family, Node } from '../environment/environment.ts';
import type { Pod } from '../workloads/pod.ts';
import { addressesOfFamily } from './canonical-address.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { Endpoint } from './endpoint-slice.ts';

/** The nodes of the cluster by name; undefined where nobody knows them. */
export type KnownNodes = ReadonlyMap<string, Node> | undefined;

/** Whether a pod can be an endpoint: it has an address and has not ended (`ShouldPodBeInEndpoints`). */
export function canServe({ phase, addresses }: Pod): boolean {
  return phase !== 'Succeeded' && phase !== 'Failed' && addresses.length > 0;
}

/**
 * A pod as endpoint of a Service; undefined for one that has no address of the family, or whose node does not exist
 * (`podToEndpoint` and its caller in k8s.io/endpointslice).
 */
export function podEndpoint(
  pod: Pod,
  service: EndpointService,
  family: Family,
  nodes: KnownNodes,
): Endpoint | undefined {
  const node = nodes?.get(pod.node ?? '');
  if (nodes && !node && !service.publishNotReady) return undefined;
  const addresses = addressesOfFamily(pod.addresses, family);
  if (addresses.length === 0) return undefined;
  const hostname = hostnameFor(pod, service);
  const zone = node?.zone || undefined;
  return {
    pod,
    addresses: addresses.toSorted(),
    ready: service.publishNotReady || (pod.ready && !pod.terminating),
    serving: pod.ready,
    terminating: pod.terminating,
    ...(hostname !== undefined && { hostname }),
    ...(pod.node !== undefined && { nodeName: pod.node }),
    ...(zone !== undefined && { zone }),
  };
}

/** What the pod is called below the Service: only where its subdomain is the Service (`ShouldSetHostname`). */
export function hostnameFor(pod: Pod, service: EndpointService): string | undefined {
  return pod.subdomain === service.name ? pod.hostname : undefined;
}
