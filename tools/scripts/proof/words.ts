import { plural } from '@fingerpost/text';

/** What the model and the cluster say is compared as texts, so both take their words from here. */

/** Which of both depends on whether policies or the proxy come first, in which no two clusters are alike. */
export const CLOSED = 'refused or times out';

/** Connections that show how many pods answer: one pod of three is passed over once in 2 * 10^5 runs. */
export const MANY = 30;

export function countPods(count: number): string {
  return `answered by ${plural(count, 'pod')}`;
}

/** @param workloads one for each pod */
export function describeTargets(workloads: readonly string[]): string {
  const counts = Map.groupBy(workloads, (id) => id);
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, pods]) => `${plural(pods.length, 'pod')} of ${id}`)
    .join(', ');
}
