import type { Workload } from '../workloads/workload.ts';
import { describeAddresses } from './addresses.ts';
import type { ClassMatrix, MatrixRow } from './class-matrix.ts';
import { describeConnections, noConnections } from './connections.ts';
import { unite } from './intervals.ts';
import type { PodClasses } from './pod-classes.ts';
import type { Direction } from './policy.ts';

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
  const outside = (index: number, direction: Direction) =>
    (classesOf[index] ?? []).flatMap((place) =>
      matrix.outside(place, direction).map(({ addresses, allowed }) => ({
        addresses: describeAddresses(addresses),
        connections: allowed.text,
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
      const connections = textOf(sources, classesOf[other] ?? []);
      if (connections) yield { from: id, to: workload.id, connections };
    }
  }
}

/** What any pod of one workload is allowed to any pod of another; undefined for nothing. */
function textOf(
  rows: readonly MatrixRow[],
  places: readonly number[],
): ReachabilityRow['connections'] | undefined {
  const [row] = rows;
  const [place = 0] = places;
  if (row && rows.length === 1 && places.length === 1) return row(place)?.text;
  const all = rows.flatMap((each) => places.map((at) => each(at)?.connections ?? noConnections));
  const sum = all.reduce(unite, noConnections);
  return sum.length === 0 ? undefined : describeConnections(sum);
}
