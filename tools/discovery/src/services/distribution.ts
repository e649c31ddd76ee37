import { object, text } from '@fingerpost/apiserver';
import type { Endpoint } from '../endpoints/endpoint-slice.ts';
import type { Node } from '../environment/environment.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { nearEndpoints } from './near-endpoints.ts';

/** What connections are kept near to. */
export type Nearness = 'none' | 'zone' | 'node';

/** Whether clients are sent to endpoints near them. */
export interface Distribution {
  /** What the Service asks for, by `spec.trafficDistribution` or the annotation topology-mode. */
  readonly asked: Nearness;
  /** What clients get, by where they are; nothing where it asks for nothing, or no nodes are known. */
  readonly clients: readonly ClientDistribution[];
}

/** What the clients on a node get, or those on all other nodes of a zone. */
export interface ClientDistribution {
  /** '' where nobody knows. */
  readonly zone: string;
  /** '' for all nodes of the zone that have no entry of their own. */
  readonly node: string;
  /** `none`: they reach all endpoints. */
  readonly kept: Nearness;
  /** How many ready endpoints they reach. */
  readonly endpoints: number;
}

/** The nodes and zones of a cluster. */
export interface Topology {
  readonly zoneOf: ReadonlyMap<string, string>;
  /** How many nodes each zone has, in the order of the zones. */
  readonly zones: ReadonlyMap<string, number>;
}

/** Counts nodes by zone, once for all Services. */
export function topologyOf(nodes: readonly Node[]): Topology {
  const zoneOf = new Map(nodes.map(({ name, zone = '' }) => [name, zone]));
  const zones = new Map<string, number>();
  for (const zone of [...zoneOf.values()].toSorted()) zones.set(zone, (zones.get(zone) ?? 0) + 1);
  return { zoneOf, zones };
}

const ASKED: ReadonlyMap<string, Nearness> = new Map([
  ['PreferClose', 'zone'],
  ['PreferSameZone', 'zone'],
  ['PreferSameNode', 'node'],
]);
const MODES = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];

/** Which endpoints the clients of each node reach. Names of headless Services lead to all endpoints. */
export function distributionOf(
  stored: StoredObject,
  endpoints: readonly Endpoint[],
  { zoneOf, zones }: Topology,
): Distribution {
  const spec = object(stored.object, 'spec');
  const asked = askedOf(stored);
  const isProxied = text(spec, 'clusterIP') !== 'None' && text(spec, 'type') !== 'ExternalName';
  if (asked === 'none' || !isProxied) return { asked, clients: [] };
  const ready = endpoints.filter((endpoint) => endpoint.ready !== false);
  const { byNode, byZone } = nearEndpoints(ready, ({ hints }) => hints);
  const left = new Map(zones);
  const near = [...byNode].flatMap(([node, own]): ClientDistribution[] => {
    const zone = zoneOf.get(node);
    if (zone === undefined) return [];
    left.set(zone, (left.get(zone) ?? 0) - 1);
    return [{ zone, node, kept: 'node', endpoints: own.length }];
  });
  const others = [...left].flatMap(([zone, count]): ClientDistribution[] => {
    if (count === 0) return [];
    const same = byZone.get(zone);
    if (same) return [{ zone, node: '', kept: 'zone', endpoints: same.length }];
    return [{ zone, node: '', kept: 'none', endpoints: ready.length }];
  });
  return { asked, clients: [...near, ...others] };
}

function askedOf({ object: service, annotations }: StoredObject): Nearness {
  const mode = MODES.map((key) => annotations.get(key)).find((value) => value !== undefined);
  if (mode === 'Auto' || mode === 'auto') return 'zone';
  return ASKED.get(text(object(service, 'spec'), 'trafficDistribution')) ?? 'none';
}
