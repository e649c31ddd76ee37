import type { Addresses } from './addresses.ts';
import type { ClassMatrix, MatrixRow } from './class-matrix.ts';
import type { Allowed } from './connection-pool.ts';
import { describeConnections, noConnections } from './connections.ts';
import { unite } from './intervals.ts';
import type { PodClasses } from './pod-classes.ts';
import type { Direction } from './policy.ts';

/** IPv4 addresses with the connections that they have. */
export interface AllowedOutside {
  readonly addresses: Addresses;
  readonly allowed: Allowed;
}

/** Who may talk to whom, workloads by their place in the list of the model. What is asked for is made. */
export interface ReachTable {
  /** What any pod of a workload is allowed to any pod of another; undefined for nothing. */
  row(from: number): (to: number) => Allowed | undefined;
  /** The connections between a workload and addresses outside; for each class of its pods. */
  outside(place: number, direction: Direction): readonly AllowedOutside[];
}

/** A table over the classes of workloads. */
export function makeReachTable({ classesOf }: PodClasses, matrix: ClassMatrix): ReachTable {
  return {
    row: (from) => {
      const rows = (classesOf[from] ?? []).map((place) => matrix.row(place));
      return (to) => sumOf(rows, classesOf[to] ?? []);
    },
    outside: (place, direction) =>
      (classesOf[place] ?? []).flatMap((one) => matrix.outside(one, direction)),
  };
}

function sumOf(rows: readonly MatrixRow[], places: readonly number[]): Allowed | undefined {
  const [row] = rows;
  const [place = 0] = places;
  if (row && rows.length === 1 && places.length === 1) return row(place);
  const all = rows.flatMap((each) => places.map((at) => each(at)?.connections ?? noConnections));
  const sum = all.reduce(unite, noConnections);
  return sum.length === 0 ? undefined : { connections: sum, text: describeConnections(sum) };
}
