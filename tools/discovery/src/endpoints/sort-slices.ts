import type { EndpointSlice } from './endpoint-slice.ts';
import { sortPorts } from './pod-ports.ts';

/** Slices by namespace, Service, controller, family and ports, of the same ones the larger first. */
export function sortSlices(slices: readonly EndpointSlice[]): EndpointSlice[] {
  return slices
    .map((slice) => [sortKey(slice), slice] as const)
    .toSorted(([a, one], [b, other]) => {
      if (a !== b) return a < b ? -1 : 1;
      return other.endpoints.length - one.endpoints.length || byName(one, other);
    })
    .map(([, slice]) => slice);
}

function sortKey({ namespace, service, managedBy, addressType, ports }: EndpointSlice): string {
  const offered = sortPorts(ports).map(({ name, port, protocol }) => ({ name, port, protocol }));
  return [namespace, service ?? '', managedBy ?? '', addressType, JSON.stringify(offered)].join(
    '\n',
  );
}

function byName(one: EndpointSlice, other: EndpointSlice): number {
  const [a, b] = [one.name ?? '', other.name ?? ''];
  return a < b ? -1 : Number(a > b);
}
