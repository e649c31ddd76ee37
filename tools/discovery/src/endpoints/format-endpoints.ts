import type { EndpointsAddress, EndpointSlice, EndpointsObject } from './endpoint-slice.ts';
import { sortPorts } from './pod-ports.ts';
import { formatPort } from './format-slices.ts';
import type { PortRecord } from './format-slices.ts';

/** An Endpoints object as JSON says it. */
export interface EndpointsRecord {
  readonly namespace: string;
  readonly name: string;
  readonly subsets: readonly SubsetRecord[];
}

export interface SubsetRecord {
  readonly ready: readonly AddressRecord[];
  readonly notReady: readonly AddressRecord[];
  readonly ports: readonly PortRecord[];
}

export interface AddressRecord {
  readonly address: string;
  readonly hostname?: string;
}

/** Endpoints objects as plain data for output; a port without name has the name null, as the API leaves it out there. */
export function formatEndpoints(endpoints: readonly EndpointsObject[]): EndpointsRecord[] {
  return endpoints.map(({ namespace, name, subsets }) => ({
    namespace,
    name,
    subsets: subsets
      .map((subset) => ({
        ready: formatAddresses(subset.ready),
        notReady: formatAddresses(subset.notReady),
        ports: sortPorts(subset.ports).map((port) => ({
          ...formatPort(port),
          name: port.name === '' ? null : port.name,
        })),
      }))
      .toSorted((a, b) => compareTexts(JSON.stringify(a.ports), JSON.stringify(b.ports))),
  }));
}

/** How many slices there are, how many endpoints in them, and how many of these are ready; who says nothing is. */
export function countEndpoints(slices: readonly EndpointSlice[]): {
  readonly slices: number;
  readonly endpoints: number;
  readonly ready: number;
} {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const ready = endpoints.filter((endpoint) => endpoint.ready !== false);
  return { slices: slices.length, endpoints: endpoints.length, ready: ready.length };
}

function formatAddresses(addresses: readonly EndpointsAddress[]): AddressRecord[] {
  return addresses
    .map(({ address, hostname }) => ({ address, ...(hostname !== undefined && { hostname }) }))
    .toSorted((a, b) => compareTexts(a.address, b.address));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
