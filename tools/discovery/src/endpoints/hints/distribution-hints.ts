import type { Endpoint, EndpointHints } from '../endpoint-slice.ts';

/**
 * The hints of `spec.trafficDistribution`: a ready endpoint is meant for its zone, and with PreferSameNode for its node
 * too; undefined for one that has neither (`preferCloseHeuristic` of k8s.io/endpointslice/trafficdist).
 */
export function distributionHints(
  { ready, zone, nodeName }: Endpoint,
  sameNode: boolean,
): EndpointHints | undefined {
  if (ready !== true) return undefined;
  const forNode = sameNode ? nodeName : undefined;
  if (zone === undefined && forNode === undefined) return undefined;
  return {
    ...(zone !== undefined && { forZones: [zone] }),
    ...(forNode !== undefined && { forNodes: [forNode] }),
  };
}
