import type { Store } from '../store/store.ts';
import { makeConnectionPool, NONE } from './connection-pool.ts';
import type { Allowed, ConnectionId, ConnectionPool } from './connection-pool.ts';
import { makeGrantMaker, unlimited } from './grants.ts';
import type { Grants } from './grants.ts';
import { connectionsByAddress } from './outside.ts';
import type { OutsideConnections } from './outside.ts';
import { makePeerMatches } from './peer-matches.ts';
import type { PodClass } from './pod-classes.ts';
import { rulesOf } from './policy.ts';
import type { Direction, Policy } from './policy.ts';
import { makePortSpecs } from './port-specs.ts';

/** What is allowed to the class at a place; undefined for nothing. */
export type MatrixRow = (place: number) => Allowed | undefined;

/** Which connections pods of one class have to pods of another. */
export interface ClassMatrix {
  readonly pool: ConnectionPool;
  /** What a class is allowed to other classes. */
  row(source: number): MatrixRow;
  /** The connections between a class and addresses outside. */
  outside(place: number, direction: Direction): OutsideConnections;
}

/** Remembered rows of egress have at most this many entries together (64 MB). */
const MAX_REMEMBERED = 16 * 2 ** 20;

/**
 * Evaluates policies on classes. The work is the sum of what selectors select, not classes times policies: each policy
 * and each peer asks an index for its pods, policies with equal grants share one evaluation, and a row is made when it
 * is asked for.
 */
export function makeClassMatrix(
  classes: readonly PodClass[],
  policies: readonly Policy[],
  store: Store,
): ClassMatrix {
  const pool = makeConnectionPool();
  const specs = makePortSpecs(pool);
  const matches = makePeerMatches(classes, store);
  const maker = makeGrantMaker(matches, specs);
  const grantsOf = (direction: Direction): readonly Grants[] => {
    const selecting = classes.map((): number[] => []);
    for (const [index, { stored, podSelector, ...policy }] of policies.entries()) {
      if (!rulesOf({ stored, podSelector, ...policy }, direction)) continue;
      for (const place of matches.selected(stored.namespace, podSelector)) {
        selecting[place]?.push(index);
      }
    }
    const known = new Map<string, Grants>([['', unlimited]]);
    return selecting.map((indexes) => {
      const key = indexes.join();
      const chosen = indexes.flatMap((index) => policies[index] ?? []);
      const grants = known.get(key) ?? maker.of(chosen, direction);
      known.set(key, grants);
      return grants;
    });
  };
  const egress = grantsOf('Egress');
  const ingress = grantsOf('Ingress');

  /** What a class lets in depends on its grants and on its port numbers alone. */
  interface Entrance {
    readonly grants: Grants;
    readonly example: PodClass;
  }
  const entrances: Entrance[] = [];
  const entranceIds = new Map<string, number>();
  const entranceOf = classes.map((example, place) => {
    const grants = ingress[place] ?? unlimited;
    const key = `${grants.id} ${example.portsId}`;
    const id = entranceIds.get(key) ?? entrances.push({ grants, example }) - 1;
    entranceIds.set(key, id);
    return id;
  });
  const defaults = Int32Array.from(entrances, ({ grants, example }) =>
    specs.resolve(grants.everybody, example),
  );
  /** By class: the lists of peers that it is in, as far as an entrance has them. */
  const listsOf = classes.map((): (readonly number[])[] => []);
  const entries = new Map<readonly number[], { entrance: number; connections: ConnectionId }[]>();
  for (const [entrance, { grants, example }] of entrances.entries()) {
    for (const [list, ports] of grants.pods) {
      let found = entries.get(list);
      if (!found) {
        found = [];
        entries.set(list, found);
        for (const place of list) listsOf[place]?.push(list);
      }
      found.push({ entrance, connections: specs.resolve(ports, example) });
    }
  }

  /** What each entrance lets in from a class. */
  const letIn = (source: number): Int32Array => {
    const result = defaults.slice();
    for (const list of listsOf[source] ?? []) {
      for (const { entrance, connections } of entries.get(list) ?? []) {
        result[entrance] = pool.unite(result[entrance] ?? 0, connections);
      }
    }
    return result;
  };

  let remembered = 0;
  const letOutRows = new Map<number, Int32Array>();
  /** What the policies of a class let out to each class. */
  const letOut = (grants: Grants): Int32Array => {
    const known = letOutRows.get(grants.id);
    if (known) return known;
    const result = new Int32Array(classes.length);
    // Mostly the same for all of them.
    if (specs.isPlain(grants.everybody)) result.fill(grants.everybody);
    else {
      for (const [place, destination] of classes.entries()) {
        result[place] = specs.resolve(grants.everybody, destination);
      }
    }
    for (const [list, ports] of grants.pods) {
      for (const place of list) {
        const connections = specs.resolve(ports, classes[place]);
        result[place] = pool.unite(result[place] ?? 0, connections);
      }
    }
    remembered += result.length;
    if (remembered > MAX_REMEMBERED) {
      letOutRows.clear();
      remembered = result.length;
    }
    letOutRows.set(grants.id, result);
    return result;
  };

  const outsides = new Map<string, OutsideConnections>();
  return {
    pool,
    row: (source) => {
      const into = letIn(source);
      const out = letOut(egress[source] ?? unlimited);
      return (place) => pool.meet(out[place] ?? NONE, into[entranceOf[place] ?? 0] ?? NONE);
    },
    outside: (place, direction) => {
      const inward = direction === 'Ingress';
      const grants = (inward ? ingress : egress)[place] ?? unlimited;
      const destination = inward ? classes[place] : undefined;
      const key = `${grants.id} ${destination?.portsId ?? ''}`;
      const found = outsides.get(key) ?? connectionsByAddress(grants, destination, specs, pool);
      outsides.set(key, found);
      return found;
    },
  };
}
