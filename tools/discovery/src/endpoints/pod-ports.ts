import type { JsonObject } from 'kustomize-ts';
import { findPort } from '../workloads/container-ports.ts';
import type { Pod } from '../workloads/pod.ts';
import type { EndpointPort } from './endpoint-slice.ts';
import type { EndpointService, ServicePort } from './endpoint-service.ts';

/** The ports of a Service on a pod. */
export interface PodPorts {
  readonly ports: readonly EndpointPort[];
  /** The same for pods with the same ports. */
  readonly key: string;
}

/**
 * Finds the ports of a Service on pods; those whose name no container has are left out (`getEndpointPorts` of
 * k8s.io/endpointslice). Pods of one template have the same.
 */
export function portsOnPods(service: EndpointService): (pod: Pod) => PodPorts {
  const known = new Map<JsonObject, PodPorts>();
  return ({ spec }) => {
    const found = known.get(spec) ?? portsOnPod(service, spec);
    known.set(spec, found);
    return found;
  };
}

function portsOnPod(service: EndpointService, spec: JsonObject): PodPorts {
  const ports = service.ports.flatMap((port) => {
    const found = findPort(spec, port.targetPort, port.protocol);
    return found === undefined ? [] : [endpointPort(port, found)];
  });
  const sorted = sortPorts(ports);
  return { ports: sorted, key: sorted.map((port) => portKey(port)).join() };
}

/** A Service's port on a pod. */
function endpointPort({ name, protocol, appProtocol }: ServicePort, port: number): EndpointPort {
  return { name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) };
}

/** Ports in one order, so that those of two pods can be compared. */
export function sortPorts(ports: readonly EndpointPort[]): EndpointPort[] {
  return ports
    .map((port) => [portKey(port), port] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, port]) => port);
}

/** Tells ports that differ in anything. */
export function portKey({ name, port, protocol, appProtocol }: EndpointPort): string {
  return JSON.stringify([name, port ?? null, protocol, appProtocol ?? null]);
}
