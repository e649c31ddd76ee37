import type { Workload } from '../workloads/workload.ts';
import type { Party } from './party.ts';
import type { Subject } from './subject.ts';

export type NonEmpty<Item> = readonly [Item, ...Item[]];

/**
 * What stands for the pods of a workload: its template; where only pods are known, each of them. A workload is allowed
 * what any of its pods is allowed.
 */
export function variantsOf(workload: Workload): NonEmpty<Subject> {
  const [first, ...rest] = workload.pods;
  if (workload.stored.kind !== 'Pod' || !first || rest.length === 0) return [workload];
  return [first, ...rest];
}

/** What stands for an end of a connection. */
export function endsOf(end: Party | Workload): NonEmpty<Party> {
  return 'pods' in end ? variantsOf(end) : [end];
}

/** Each of the first with each of the second. */
export function pairsOf(
  [source, ...sources]: NonEmpty<Party>,
  [destination, ...destinations]: NonEmpty<Party>,
): NonEmpty<readonly [Party, Party]> {
  return [
    [source, destination],
    ...destinations.map((to) => [source, to] as const),
    ...sources.flatMap((from) => [destination, ...destinations].map((to) => [from, to] as const)),
  ];
}
