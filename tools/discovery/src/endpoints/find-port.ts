import { integer, objects, text } from '@fingerpost/apiserver';
import type { Pod } from '../workloads/pod.ts';
import type { EndpointPort } from './endpoint-slice.ts';
import type { EndpointService, ServicePort } from './endpoint-service.ts';

/**
 * The ports of a Service on a pod; those whose name no container has are left out (`getEndpointPorts` of
 * k8s.io/endpointslice).
 */
export function portsOnPod(service: EndpointService, pod: Pod): EndpointPort[] {
  return service.ports.flatMap((port) => {
    const found = findPort(port, pod);
    return found === undefined ? [] : [endpointPort(port, found)];
  });
}

/** A Service's port on a pod. */
function endpointPort({ name, protocol, appProtocol }: ServicePort, port: number): EndpointPort {
  return { name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) };
}

/** Containers come before sidecars; other init containers have no ports (`FindPort` of k8s.io/endpointslice). */
function findPort({ targetPort, protocol }: ServicePort, pod: Pod): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = objects(pod.spec, 'initContainers').filter(
    (container) => text(container, 'restartPolicy') === 'Always',
  );
  for (const container of [...objects(pod.spec, 'containers'), ...sidecars]) {
    const found = objects(container, 'ports').find(
      (port) => text(port, 'name') === targetPort && (text(port, 'protocol') || 'TCP') === protocol,
    );
    if (found) return integer(found, 'containerPort');
  }
  return undefined;
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
