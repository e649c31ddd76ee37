import type { Endpoint, EndpointPort, EndpointSlice } from './endpoint-slice.ts';
import type { Labels } from '../store/stored-object.ts';
import { sortPorts } from './pod-ports.ts';
import { sortSlices } from './sort-slices.ts';

/** An EndpointSlice as JSON says it; keys without a value are left out. */
export interface SliceRecord {
  readonly namespace: string;
  readonly service: string | null;
  readonly managedBy: string | null;
  readonly addressType: string;
  readonly generateName?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ports: readonly PortRecord[];
  readonly endpoints: readonly EndpointRecord[];
}

/** A port; without number, null, all ports are meant. */
export interface PortRecord {
  readonly name: string | null;
  readonly port: number | null;
  readonly protocol: string;
  readonly appProtocol?: string;
}

export interface EndpointRecord {
  /** The name of its pod, or `Kind/workload[ordinal]`. */
  readonly target?: string;
  readonly addresses: readonly string[];
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: {
    readonly forZones?: readonly { readonly name: string }[];
    readonly forNodes?: readonly { readonly name: string }[];
  };
}

/** EndpointSlices as plain data for output: slices, ports and endpoints are sorted, as their order means nothing. */
export function formatSlices(slices: readonly EndpointSlice[]): SliceRecord[] {
  return sortSlices(slices).map((slice) => ({
    namespace: slice.namespace,
    service: slice.service ?? null,
    managedBy: slice.managedBy,
    addressType: slice.addressType,
    ...(slice.generateName === undefined
      ? slice.name !== undefined && { name: slice.name }
      : { generateName: slice.generateName }),
    ...(slice.labels.size > 0 && { labels: sortedRecord(slice.labels) }),
    ...(slice.annotations.size > 0 && { annotations: sortedRecord(slice.annotations) }),
    ports: sortPorts(slice.ports).map((port) => formatPort(port)),
    endpoints: slice.endpoints
      .map((endpoint) => formatEndpoint(endpoint))
      .toSorted((a, b) => compareTexts(sortKey(a), sortKey(b))),
  }));
}

/** A port as plain data. */
export function formatPort({ name, port, protocol, appProtocol }: EndpointPort): PortRecord {
  return {
    name,
    port: port ?? null,
    protocol,
    ...(appProtocol !== undefined && { appProtocol }),
  };
}

function formatEndpoint(endpoint: Endpoint): EndpointRecord {
  const { pod, target, addresses, hints, ready, serving, terminating, hostname } = endpoint;
  const { nodeName, zone } = endpoint;
  const name = pod ? pod.id.slice(pod.namespace.length + 1) : target?.name;
  const zones = hints?.forZones?.map((hint) => ({ name: hint }));
  const nodes = hints?.forNodes?.map((hint) => ({ name: hint }));
  return {
    ...(name !== undefined && { target: name }),
    addresses,
    ...(ready !== undefined && { ready }),
    ...(serving !== undefined && { serving }),
    ...(terminating !== undefined && { terminating }),
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(zone !== undefined && { zone }),
    ...(hints && {
      hints: { ...(zones && { forZones: zones }), ...(nodes && { forNodes: nodes }) },
    }),
  };
}

function sortKey({ target, addresses }: EndpointRecord): string {
  return `${target ?? ''} ${addresses.join()}`;
}

/** Labels as plain data. */
function sortedRecord(labels: Labels): Record<string, string> {
  return Object.fromEntries([...labels].toSorted(([a], [b]) => compareTexts(a, b)));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
