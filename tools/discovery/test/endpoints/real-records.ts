import type { EndpointsRecord, PortRecord, SliceRecord } from '../../src/index.ts';
import type { RealAddress, RealAnswer, RealEndpoints, RealPort, RealSlice } from './real-answer.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
const MIRRORED = 'endpointslicemirroring-controller.k8s.io';

/** What the controllers made, in the form of the model's output, in some order. */
export function recordsOf(answer: RealAnswer): {
  readonly slices: SliceRecord[];
  readonly endpoints: EndpointsRecord[];
} {
  return {
    slices: answer.slices.map((slice) => sliceRecord(slice)),
    endpoints: answer.endpoints.map((endpoints) => endpointsRecord(endpoints)),
  };
}

function sliceRecord({ metadata, addressType, ports, endpoints }: RealSlice): SliceRecord {
  const {
    [SERVICE_NAME]: service = null,
    [MANAGED_BY]: managedBy = null,
    ...labels
  } = metadata.labels ?? {};
  const { [TRIGGER_TIME]: _, ...annotations } = metadata.annotations ?? {};
  // A slice that is mirrored again has the name of the one before it.
  const generateName =
    managedBy === MIRRORED && service !== null ? `${service}-` : metadata.generateName;
  return {
    namespace: metadata.namespace,
    service,
    managedBy,
    addressType,
    ...(generateName === undefined ? { name: metadata.name } : { generateName }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ports: (ports ?? []).map((port) => portRecord(port)),
    endpoints: (endpoints ?? []).map(({ conditions, targetRef, ...rest }) => ({
      ...(targetRef && { target: targetRef.name }),
      ...conditions,
      ...rest,
    })),
  };
}

function endpointsRecord({ metadata, subsets }: RealEndpoints): EndpointsRecord {
  const addresses = (list: readonly RealAddress[] = []) =>
    list.map(({ ip, hostname }) => ({ address: ip, ...(hostname !== undefined && { hostname }) }));
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    subsets: (subsets ?? []).map((subset) => ({
      ready: addresses(subset.addresses),
      notReady: addresses(subset.notReadyAddresses),
      ports: (subset.ports ?? []).map((port) => portRecord(port)),
    })),
  };
}

function portRecord({ name, port, ...rest }: RealPort): PortRecord {
  return { ...rest, name: name ?? null, port: port ?? null };
}
