import { allConnections, describeConnections } from './connections.ts';
import type { Connections } from './connections.ts';
import { intersect, unite } from './intervals.ts';

/** Stands for a set of connections: equal sets have equal numbers. */
export type ConnectionId = number;

export const NONE: ConnectionId = 0;
export const ALL: ConnectionId = 1;

/** A set of connections with its text. */
export interface Allowed {
  readonly connections: Connections;
  readonly text: 'All' | readonly string[];
}

/** Sets of connections that rules allow, each kept once, so that a million pairs share a handful of them. */
export interface ConnectionPool {
  idOf(connections: Connections): ConnectionId;
  unite(a: ConnectionId, b: ConnectionId): ConnectionId;
  /** Undefined for the empty set. */
  get(id: ConnectionId): Allowed | undefined;
  /** What both allow; undefined where that is nothing. */
  meet(a: ConnectionId, b: ConnectionId): Allowed | undefined;
}

/**
 * Places for what two sets have in common. Each pair of sets has one place, where the next pair with that place
 * replaces it: in most clusters the same few meet again and again, and where all differ, a million results do not stay
 * in memory. (A Map of pairs took ten times as long to fill.)
 */
const PLACES = 2 ** 12;

/** A pool that knows nothing but the empty set and the full one. */
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
  const setAt = (id: ConnectionId): Connections => sets[id] ?? [];
  const described: (Allowed | undefined)[] = [];
  const get = (id: ConnectionId): Allowed | undefined => (described[id] ??= describe(setAt(id)));
  const united = new Map<number, ConnectionId>();
  const metA = new Int32Array(PLACES).fill(-1);
  const metB = new Int32Array(PLACES);
  const met = Array.from({ length: PLACES }, (): Allowed | undefined => undefined);
  return {
    idOf,
    get,
    unite: (a, b) => {
      if (a === b || b === NONE || a === ALL) return a;
      if (a === NONE || b === ALL) return b;
      const key = pairOf(a, b);
      const sum = united.get(key) ?? idOf(unite(setAt(a), setAt(b)));
      united.set(key, sum);
      return sum;
    },
    meet: (a, b) => {
      if (a === NONE || b === NONE) return undefined;
      if (a === b || b === ALL) return get(a);
      if (a === ALL) return get(b);
      const place = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 20;
      if (metA[place] === a && metB[place] === b) return met[place];
      const result = describe(intersect(setAt(a), setAt(b)));
      metA[place] = a;
      metB[place] = b;
      met[place] = result;
      return result;
    },
  };
}

function describe(connections: Connections): Allowed | undefined {
  if (connections.length === 0) return undefined;
  return { connections, text: describeConnections(connections) };
}

/** The order of the two does not matter. Numbers stay exact up to 2^26 sets. */
function pairOf(a: ConnectionId, b: ConnectionId): number {
  return a < b ? a * 2 ** 26 + b : b * 2 ** 26 + a;
}
