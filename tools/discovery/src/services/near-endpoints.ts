import type { EndpointHints } from '../endpoints/endpoint-slice.ts';

/** The ready endpoints that clients of a node or a zone are sent to; clients of all others are sent to every one. */
export interface NearEndpoints<T> {
  /** Counts before the zone. */
  readonly byNode: ReadonlyMap<string, readonly T[]>;
  readonly byZone: ReadonlyMap<string, readonly T[]>;
}

/**
 * Which endpoints the clients of a node reach (`CategorizeEndpoints` of pkg/proxy/topology.go): hints of a kind count where
 * every ready endpoint has one.
 */
export function nearEndpoints<T>(
  ready: readonly T[],
  hintsOf: (endpoint: T) => EndpointHints | undefined,
): NearEndpoints<T> {
  return {
    byNode: groupByHint(ready, (endpoint) => hintsOf(endpoint)?.forNodes),
    byZone: groupByHint(ready, (endpoint) => hintsOf(endpoint)?.forZones),
  };
}

/** Empty where one endpoint has no hint. */
function groupByHint<T>(
  endpoints: readonly T[],
  namesOf: (endpoint: T) => readonly string[] | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const endpoint of endpoints) {
    const names = namesOf(endpoint) ?? [];
    if (names.length === 0) return new Map();
    for (const name of new Set(names)) {
      const group = groups.get(name) ?? [];
      group.push(endpoint);
      groups.set(name, group);
    }
  }
  return groups;
}
