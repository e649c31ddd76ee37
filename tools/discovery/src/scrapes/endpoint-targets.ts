import type { EndpointPort, EndpointSlice } from '../endpoints/endpoint-slice.ts';
import { allContainerPorts } from './pod-targets.ts';
import type { Pod } from '../workloads/pod.ts';

/** A target that the discovery of Prometheus finds, before the operator's rules choose. */
export interface EndpointTarget {
  readonly pod: Pod | undefined;
  readonly address: string;
  /** 0 where the slice does not say. */
  readonly port: number;
  /** Undefined for a port that only the pod declares. */
  readonly portName: string | undefined;
  /** The port of a container: name and number; undefined where none declares it. */
  readonly container: { readonly name: string; readonly port: number } | undefined;
}

/**
 * The targets of a Service (`buildEndpointSlice` of discovery/kubernetes/endpointslice.go of Prometheus): each address with
 * each port, ready or not, and each other port that a container of these pods declares.
 */
export function endpointTargets(slices: readonly EndpointSlice[]): readonly EndpointTarget[] {
  return slices.flatMap(sliceTargets);
}

function sliceTargets({ endpoints, ports }: EndpointSlice): EndpointTarget[] {
  const targets: EndpointTarget[] = [];
  const seen = new Map<string, Pod>();
  const portsOf = containerPortsOnce();
  for (const { pod, addresses } of endpoints) {
    for (const port of ports) {
      for (const address of addresses) targets.push(targetOf(pod, address, port, portsOf));
      if (pod) seen.set(pod.id, pod);
    }
  }
  const covered = new Set(ports.map(({ port }) => port));
  for (const pod of seen.values()) {
    const address = pod.addresses[0]?.address;
    if (address === undefined) continue;
    for (const { name, port } of portsOf(pod.spec)) {
      if (port === undefined || covered.has(port)) continue;
      targets.push({ pod, address, port, portName: undefined, container: { name, port } });
    }
  }
  return targets;
}

/** Pods of one template share their spec. */
function containerPortsOnce(): typeof allContainerPorts {
  const known = new Map<Pod['spec'], ReturnType<typeof allContainerPorts>>();
  return (spec) => {
    const ports = known.get(spec) ?? allContainerPorts(spec);
    known.set(spec, ports);
    return ports;
  };
}

/** Of several containers with a port of this number the last one counts, with the first of its ports of that number. */
function targetOf(
  pod: Pod | undefined,
  address: string,
  { name, port }: EndpointPort,
  portsOf: typeof allContainerPorts,
): EndpointTarget {
  const declared = (pod ? portsOf(pod.spec) : []).filter((entry) => entry.port === port);
  const last = declared.at(-1)?.container;
  const container = declared.find((entry) => entry.container === last);
  return {
    pod,
    address,
    port: port ?? 0,
    portName: name,
    container: container && port !== undefined ? { name: container.name, port } : undefined,
  };
}
