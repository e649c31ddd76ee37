import type { EndpointPort, EndpointsAddress, EndpointsSubset } from './endpoint-slice.ts';
import { sortPorts } from './pod-ports.ts';

/** One port that one address offers. */
export interface Offer {
  readonly address: EndpointsAddress;
  /** Tells addresses apart: two pods on the network of one node have the same address. */
  readonly id: string;
  /** Undefined for an address without ports. */
  readonly port: EndpointPort | undefined;
  /** Tells ports apart. */
  readonly portId: string;
  readonly ready: boolean;
}

interface PortOffers {
  readonly port: EndpointPort | undefined;
  /** Whether the address with this id is ready. */
  readonly ready: Map<string, boolean>;
}

/**
 * Addresses and their ports in the fewest subsets: ports that the same addresses offer stand together. An address that
 * stands twice keeps what is said of it first, but is not ready if it is not so anywhere
 * (`RepackSubsets` of pkg/api/v1/endpoints).
 */
export function repackSubsets(offers: Iterable<Offer>): EndpointsSubset[] {
  const addresses = new Map<string, EndpointsAddress>();
  const byPort = new Map<string, PortOffers>();
  for (const { address, id, port, portId, ready } of offers) {
    if (!addresses.has(id)) addresses.set(id, address);
    const known = byPort.get(portId) ?? { port, ready: new Map<string, boolean>() };
    byPort.set(portId, known);
    known.ready.set(id, ready && known.ready.get(id) !== false);
  }
  const bySet = new Map<
    string,
    { readonly ready: Map<string, boolean>; readonly ports: EndpointPort[] }
  >();
  for (const { port, ready } of byPort.values()) {
    const key = JSON.stringify([...ready].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const known = bySet.get(key) ?? { ready, ports: [] };
    bySet.set(key, known);
    if (port) known.ports.push(port);
  }
  return [...bySet.values()].map(({ ready, ports }) => {
    const pick = (wanted: boolean): EndpointsAddress[] =>
      [...ready]
        .filter(([, isReady]) => isReady === wanted)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([id]) => addresses.get(id) ?? []);
    return { ready: pick(true), notReady: pick(false), ports: sortPorts(ports) };
  });
}
