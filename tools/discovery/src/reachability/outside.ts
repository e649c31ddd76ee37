import { allIPv4 } from './addresses.ts';
import type { Addresses } from './addresses.ts';
import { NONE } from './connection-pool.ts';
import type { Allowed, ConnectionId, ConnectionPool } from './connection-pool.ts';
import type { Grants } from './grants.ts';
import { intersect, intervalsOf } from './intervals.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSpecs } from './port-specs.ts';

/** IPv4 addresses by the connections that they have; addresses without any are left out. */
export type OutsideConnections = readonly {
  readonly addresses: Addresses;
  readonly allowed: Allowed;
}[];

/** Cuts the IPv4 space where ipBlocks begin and end, and puts together what has the same connections. */
export function connectionsByAddress(
  grants: Grants,
  destination: PodClass | undefined,
  specs: PortSpecs,
  pool: ConnectionPool,
): OutsideConnections {
  const everybody = specs.resolve(grants.everybody, destination);
  const pairs = new Map<ConnectionId, (readonly [bigint, bigint])[]>();
  const add = (connections: ConnectionId, addresses: Addresses): void => {
    const known = pairs.get(connections) ?? [];
    pairs.set(connections, known);
    for (let index = 0; index < addresses.length; index += 2) {
      known.push([addresses[index] ?? 0n, addresses[index + 1] ?? 0n]);
    }
  };
  add(everybody, allIPv4);
  for (const { addresses, ports } of grants.blocks) {
    add(specs.resolve(ports, destination), intersect(addresses, allIPv4));
  }
  const borders = [...pairs].flatMap(([connections, ranges]) =>
    intervalsOf(ranges).map((at, index) => ({ at, connections, opens: index % 2 === 0 })),
  );
  const result = new Map<ConnectionId, (readonly [bigint, bigint])[]>();
  const open = new Set<ConnectionId>();
  let from = 0n;
  for (const { at, connections, opens } of borders.toSorted((a, b) => Number(a.at - b.at))) {
    if (at > from) {
      const sum = [...open].reduce((all, id) => pool.unite(all, id), NONE);
      const ranges = result.get(sum) ?? [];
      ranges.push([from, at]);
      result.set(sum, ranges);
      from = at;
    }
    if (opens) open.add(connections);
    else open.delete(connections);
  }
  return [...result].flatMap(([connections, ranges]) => {
    const allowed = pool.get(connections);
    return allowed ? [{ addresses: intervalsOf(ranges), allowed }] : [];
  });
}
