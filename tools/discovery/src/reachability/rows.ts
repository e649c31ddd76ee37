import type { Workload } from '../workloads/workload.ts';
import { describeAddresses } from './addresses.ts';
import type { ClassMatrix } from './class-matrix.ts';
import { NONE } from './connection-pool.ts';
import type { ConnectionId } from './connection-pool.ts';
import { describeConnections } from './connections.ts';
import type { PodClasses } from './pod-classes.ts';

/** Connections that are allowed from one to another; pairs without any have no row. */
export interface ReachabilityRow {
  /** The id of a workload, or IPv4 addresses outside: networks and ranges, joined by commas. */
  readonly from: string;
  readonly to: string;
  readonly connections: 'All' | readonly string[];
}

/**
 * First what comes from outside, by workload, then what each workload reaches: outside, and the other workloads by id.
 * Neither a workload with itself nor outside with outside. Rows are made when they are asked for.
 */
export function* listRows(
  workloads: readonly Workload[],
  { classesOf }: PodClasses,
  matrix: ClassMatrix,
): Generator<ReachabilityRow, void> {
  const { pool } = matrix;
  const texts = new Map<ConnectionId, 'All' | readonly string[]>();
  const describe = (id: ConnectionId): 'All' | readonly string[] => {
    const text = texts.get(id) ?? describeConnections(pool.get(id));
    texts.set(id, text);
    return text;
  };
  const outside = (index: number, direction: 'Ingress' | 'Egress') =>
    (classesOf[index] ?? []).flatMap((place) =>
      matrix.outside(place, direction).map(({ addresses, connections }) => ({
        addresses: describeAddresses(addresses),
        connections: describe(connections),
      })),
    );
  for (const [index, { id }] of workloads.entries()) {
    for (const { addresses, connections } of outside(index, 'Ingress')) {
      yield { from: addresses, to: id, connections };
    }
  }
  for (const [index, { id }] of workloads.entries()) {
    for (const { addresses, connections } of outside(index, 'Egress')) {
      yield { from: id, to: addresses, connections };
    }
    const sources = (classesOf[index] ?? []).map((place) => matrix.row(place));
    for (const [other, workload] of workloads.entries()) {
      if (other === index) continue;
      let sum = NONE;
      for (const row of sources) {
        for (const place of classesOf[other] ?? []) sum = pool.unite(sum, row[place] ?? NONE);
      }
      if (sum !== NONE) yield { from: id, to: workload.id, connections: describe(sum) };
    }
  }
}
