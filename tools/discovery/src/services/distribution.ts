import { object, text } from '@fingerpost/apiserver';
import type { Endpoint } from '../endpoints/endpoint-slice.ts';
import type { Node } from '../environment/environment.ts';
import type { StoredObject } from '../store/stored-object.ts';

/** What connections are kept near to. */
export type Nearness = 'none' | 'zone' | 'node';

/** Whether clients are sent to endpoints near them. */
export interface Distribution {
  /** What the Service asks for, by `spec.trafficDistribution` or the annotation topology-mode. */
  readonly asked: Nearness;
  /** What clients on each node get, where it asks for anything, and nodes are known. */
  readonly nodes: readonly NodeDistribution[];
}

export interface NodeDistribution {
  readonly node: string;
  /** '' where it is not known. */
  readonly zone: string;
  /** `none`: its clients reach all endpoints. */
  readonly kept: Nearness;
  /** How many ready endpoints its clients reach. */
  readonly endpoints: number;
}

const ASKED: ReadonlyMap<string, Nearness> = new Map([
  ['PreferClose', 'zone'],
  ['PreferSameZone', 'zone'],
  ['PreferSameNode', 'node'],
]);
const MODES = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];

/**
 * Which endpoints the clients of each node reach (`CategorizeEndpoints` of pkg/proxy/topology.go): the hints count if every
 * ready endpoint has one, and one is for this node or zone. Names of headless Services lead to all endpoints.
 */
export function distributionOf(
  stored: StoredObject,
  endpoints: readonly Endpoint[],
  nodes: readonly Node[],
): Distribution {
  const spec = object(stored.object, 'spec');
  const asked = askedOf(stored);
  const isProxied = text(spec, 'clusterIP') !== 'None' && text(spec, 'type') !== 'ExternalName';
  if (asked === 'none' || !isProxied) return { asked, nodes: [] };
  const ready = endpoints.filter((endpoint) => endpoint.ready !== false);
  const byNode = hinted(ready, ({ hints }) => hints?.forNodes);
  const byZone = hinted(ready, ({ hints }) => hints?.forZones);
  const all = ready.length;
  return {
    asked,
    nodes: nodes.map(({ name, zone = '' }): NodeDistribution => {
      const near = byNode?.get(name);
      if (near !== undefined) return { node: name, zone, kept: 'node', endpoints: near };
      const same = zone === '' ? undefined : byZone?.get(zone);
      if (same !== undefined) return { node: name, zone, kept: 'zone', endpoints: same };
      return { node: name, zone, kept: 'none', endpoints: all };
    }),
  };
}

function askedOf({ object: service, annotations }: StoredObject): Nearness {
  const mode = MODES.map((key) => annotations.get(key)).find((value) => value !== undefined);
  if (mode === 'Auto' || mode === 'auto') return 'zone';
  return ASKED.get(text(object(service, 'spec'), 'trafficDistribution')) ?? 'none';
}

/** How many endpoints have a hint for each name; undefined where one has no hint. */
function hinted(
  endpoints: readonly Endpoint[],
  names: (endpoint: Endpoint) => readonly string[] | undefined,
): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>();
  for (const endpoint of endpoints) {
    const hints = names(endpoint) ?? [];
    if (hints.length === 0) return undefined;
    for (const hint of new Set(hints)) counts.set(hint, (counts.get(hint) ?? 0) + 1);
  }
  return counts;
}
