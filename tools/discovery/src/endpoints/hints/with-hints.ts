import type { EndpointService } from '../endpoint-service.ts';
import type { Endpoint, EndpointHints } from '../endpoint-slice.ts';
import type { PortGroup } from '../port-groups.ts';
import { distributionHints } from './distribution-hints.ts';
import { topologyHints } from './topology-hints.ts';

/** Endpoints, and whether some of them are meant for another zone than theirs, which chance picks in a cluster. */
export interface HintedGroups {
  readonly groups: readonly PortGroup[];
  readonly redistributed: boolean;
}

/** Adds the hints that a Service asks for to its endpoints of a family. */
export function withHints(
  { hints: mode }: EndpointService,
  groups: readonly PortGroup[],
  shares: ReadonlyMap<string, number>,
): HintedGroups {
  if (mode === 'none') return { groups, redistributed: false };
  if (mode !== 'topology') {
    const hinted = addHints(groups, (endpoint) =>
      distributionHints(endpoint, mode === 'same-node'),
    );
    return { groups: hinted, redistributed: false };
  }
  const all = groups.flatMap(({ endpoints }) => endpoints);
  const spread = topologyHints(all, shares);
  if (!spread) return { groups, redistributed: false };
  const { zones, redistributed } = spread;
  const byEndpoint = new Map(all.map((endpoint, index) => [endpoint, zones[index]]));
  const hinted = addHints(groups, (endpoint) => {
    const zone = byEndpoint.get(endpoint);
    return zone === undefined ? undefined : { forZones: [zone] };
  });
  return { groups: hinted, redistributed };
}

function addHints(
  groups: readonly PortGroup[],
  hintsOf: (endpoint: Endpoint) => EndpointHints | undefined,
): PortGroup[] {
  return groups.map(({ ports, endpoints }) => ({
    ports,
    endpoints: endpoints.map((endpoint) => {
      const hints = hintsOf(endpoint);
      return hints ? { ...endpoint, hints } : endpoint;
    }),
  }));
}
