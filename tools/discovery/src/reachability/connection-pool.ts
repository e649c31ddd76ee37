import { allConnections } from './connections.ts';
import type { Connections } from './connections.ts';
import { intersect, unite } from './intervals.ts';

/** Stands for a set of connections: equal sets have equal numbers. */
export type ConnectionId = number;

export const NONE: ConnectionId = 0;
export const ALL: ConnectionId = 1;

/** Sets of connections, each kept once, so that a million pairs share a handful of them. */
export interface ConnectionPool {
  idOf(connections: Connections): ConnectionId;
  get(id: ConnectionId): Connections;
  unite(a: ConnectionId, b: ConnectionId): ConnectionId;
  intersect(a: ConnectionId, b: ConnectionId): ConnectionId;
}

/** A pool that knows nothing but the empty set and the full one. It remembers what it combined. */
export function makeConnectionPool(): ConnectionPool {
  const sets: Connections[] = [];
  const ids = new Map<string, ConnectionId>();
  const idOf = (connections: Connections): ConnectionId => {
    const key = connections.join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, sets.length);
    return sets.push(connections) - 1;
  };
  idOf([]);
  idOf(allConnections);
  const get = (id: ConnectionId): Connections => sets[id] ?? [];
  const united = new Map<number, ConnectionId>();
  const intersected = new Map<number, ConnectionId>();
  return {
    idOf,
    get,
    unite: (a, b) => {
      if (a === b || b === NONE || a === ALL) return a;
      if (a === NONE || b === ALL) return b;
      return remember(united, a, b, () => idOf(unite(get(a), get(b))));
    },
    intersect: (a, b) => {
      if (a === b || a === NONE || b === ALL) return a;
      if (b === NONE || a === ALL) return b;
      return remember(intersected, a, b, () => idOf(intersect(get(a), get(b))));
    },
  };
}

/** The order of the two does not matter. Numbers stay exact up to 2^26 sets. */
function remember(
  known: Map<number, ConnectionId>,
  a: ConnectionId,
  b: ConnectionId,
  combine: () => ConnectionId,
): ConnectionId {
  const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
  const found = known.get(key);
  if (found !== undefined) return found;
  const result = combine();
  known.set(key, result);
  return result;
}
