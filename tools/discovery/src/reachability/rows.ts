import type { Workload } from '../workloads/workload.ts';
import { describeAddresses } from './addresses.ts';
import type { Direction } from './policy.ts';
import type { ReachTable } from './reach-table.ts';

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
  table: ReachTable,
): Generator<ReachabilityRow, void> {
  const outside = (index: number, direction: Direction) =>
    table.outside(index, direction).map(({ addresses, allowed }) => ({
      addresses: describeAddresses(addresses),
      connections: allowed.text,
    }));
  for (const [index, { id }] of workloads.entries()) {
    for (const { addresses, connections } of outside(index, 'Ingress')) {
      yield { from: addresses, to: id, connections };
    }
  }
  for (const [index, { id }] of workloads.entries()) {
    for (const { addresses, connections } of outside(index, 'Egress')) {
      yield { from: id, to: addresses, connections };
    }
    const allowed = table.row(index);
    for (const [other, workload] of workloads.entries()) {
      if (other === index) continue;
      const connections = allowed(other)?.text;
      if (connections) yield { from: id, to: workload.id, connections };
    }
  }
}
