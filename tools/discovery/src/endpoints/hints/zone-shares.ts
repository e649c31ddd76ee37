import type { Node } from '../../environment/environment.ts';

/** How the cores of a cluster are spread over its zones; without zones it is unknown, or there are too few. */
export interface ZoneShares {
  /** The part of all cores that a zone has, from 0 to 1, by the zone's name in their order. */
  readonly shares: ReadonlyMap<string, number>;
  /** A ready node whose cores nobody says, for which reason there are no shares. */
  readonly unknown?: string;
}

/**
 * The parts of the cores that zones have. Nodes that are not ready or belong to the control plane do not count; one
 * without zone or cores makes that there are none, as does a single zone (`TopologyCache.SetNodes` of
 * k8s.io/endpointslice/topologycache).
 */
export function zoneSharesOf(nodes: readonly Node[]): ZoneShares {
  const counted = nodes.filter((node) => node.ready && node.controlPlane !== true);
  if (counted.some(({ zone, cpu }) => zone === undefined || zone === '' || cpu === 0)) {
    return { shares: new Map() };
  }
  if (new Set(counted.map(({ zone }) => zone)).size < 2) return { shares: new Map() };
  const byZone = new Map<string, number>();
  for (const { name, zone = '', cpu } of counted) {
    if (cpu === undefined) return { shares: new Map(), unknown: name };
    byZone.set(zone, (byZone.get(zone) ?? 0) + Math.ceil(cpu * 1000));
  }
  const total = [...byZone.values()].reduce((sum, cores) => sum + cores, 0);
  const zones = [...byZone].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { shares: new Map(zones.map(([zone, cores]) => [zone, cores / total])) };
}
