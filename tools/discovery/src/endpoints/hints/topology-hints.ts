import type { Endpoint } from '../endpoint-slice.ts';

/** How much more than its part an endpoint may get to do. */
const OVERLOAD = 0.2;

/** The zones that endpoints are meant for. */
export interface TopologyHints {
  /** One for each endpoint; undefined for one that is not ready. */
  readonly zones: readonly (string | undefined)[];
  /** Endpoints were given to other zones than theirs: which ones is by chance in a cluster. */
  readonly redistributed: boolean;
}

/**
 * Spreads the endpoints of one Service and family over the zones by their cores: each is meant for its own zone, but
 * zones with more than their part give some away. Undefined where there are too few endpoints for it, or one has no
 * zone; then there are no hints at all (`TopologyCache.AddHints` of k8s.io/endpointslice/topologycache).
 */
export function topologyHints(
  endpoints: readonly Endpoint[],
  shares: ReadonlyMap<string, number>,
): TopologyHints | undefined {
  const ready = endpoints.filter((endpoint) => endpoint.ready === true);
  const desired = allocate(ready.length, shares);
  if (!desired || ready.some(({ zone }) => zone === undefined)) return undefined;
  const present = new Map<string, number>();
  for (const { zone = '' } of ready) present.set(zone, (present.get(zone) ?? 0) + 1);
  const { giving, receiving } = transfers(desired, present);
  const redistributed = giving.size > 0;
  const zones = endpoints.map((endpoint) => {
    if (endpoint.ready !== true) return undefined;
    const { zone = '' } = endpoint;
    if (!giving.has(zone)) return zone;
    const [receiver = zone] = receiving.keys();
    takeOne(giving, zone);
    takeOne(receiving, receiver);
    return receiver;
  });
  return { zones, redistributed };
}

/** How many endpoints each zone should have, in parts of one; undefined where no zone may be overloaded that little. */
function allocate(
  endpoints: number,
  shares: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | undefined {
  if (shares.size < 2 || shares.size > endpoints) return undefined;
  let remaining = endpoints;
  const desired = new Map<string, number>();
  for (const [zone, share] of shares) {
    const wanted = share * endpoints;
    const least = Math.ceil(wanted * (1 / (1 + OVERLOAD)));
    desired.set(zone, Math.max(wanted, least));
    remaining -= least;
  }
  return remaining < 0 ? undefined : desired;
}

/** How many endpoints zones give and get (`getGivingAndReceivingZones`). */
function transfers(
  desired: ReadonlyMap<string, number>,
  present: ReadonlyMap<string, number>,
): { readonly giving: Map<string, number>; readonly receiving: Map<string, number> } {
  const surplus = new Map<string, number>();
  const lack = new Map<string, number>();
  for (const [zone, wanted] of desired) {
    const difference = (present.get(zone) ?? 0) - wanted;
    if (difference > 0) surplus.set(zone, difference);
    if (difference < 0) lack.set(zone, -difference);
  }
  const giving = new Map<string, number>();
  const receiving = new Map<string, number>();
  for (;;) {
    const giver = most(surplus);
    const receiver = most(lack);
    if (!giver || !receiver) break;
    const [from, toGive] = giver;
    const [to, toReceive] = receiver;
    if ((toGive < 1 && toReceive < 1) || toGive < 0.5 || toReceive < 0.5) break;
    giving.set(from, (giving.get(from) ?? 0) + 1);
    surplus.set(from, toGive - 1);
    receiving.set(to, (receiving.get(to) ?? 0) + 1);
    lack.set(to, toReceive - 1);
  }
  return { giving, receiving };
}

/** The zone with the greatest number above 0, the first of equal ones. */
function most(zones: ReadonlyMap<string, number>): readonly [string, number] | undefined {
  let found: readonly [string, number] | undefined;
  for (const [zone, count] of zones) if (count > (found?.[1] ?? 0)) found = [zone, count];
  return found;
}

function takeOne(zones: Map<string, number>, zone: string): void {
  const left = (zones.get(zone) ?? 0) - 1;
  if (left > 0) zones.set(zone, left);
  else zones.delete(zone);
}
