import type { Family } from '../environment/environment.ts';
import type { Pod } from '../workloads/pod.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { Endpoint, EndpointPort } from './endpoint-slice.ts';
import { podEndpoint } from './pod-endpoint.ts';
import type { KnownNodes } from './pod-endpoint.ts';
import { portsOnPods } from './pod-ports.ts';

/** Endpoints that offer the Service's ports on the same ports of theirs. */
export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Endpoint[];
}

/** The endpoints of a Service in a family, those with the same ports together. */
export function groupByPorts(
  service: EndpointService,
  pods: readonly Pod[],
  family: Family,
  nodes: KnownNodes,
): PortGroup[] {
  const portsOf = portsOnPods(service);
  const groups = new Map<string, PortGroup>();
  for (const pod of pods) {
    const endpoint = podEndpoint(pod, service, family, nodes);
    if (!endpoint) continue;
    const { ports, key } = portsOf(pod);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpoint);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
