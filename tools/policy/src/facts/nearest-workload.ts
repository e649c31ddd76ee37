import type { Requirement, Workload } from '@fingerpost/discovery';

/** A workload that a selector misses, and by which of its labels. */
export interface NearWorkload {
  readonly workload: Workload;
  readonly missed: readonly Requirement[];
}

/** The workload whose pods have the most of the labels that a selector asks for; undefined where none is near. */
export function nearestWorkload(
  selector: readonly Requirement[],
  workloads: readonly Workload[],
  serviceName: string,
): NearWorkload | undefined {
  let best: (NearWorkload & { readonly score: number }) | undefined;
  for (const workload of workloads) {
    const missed = selector.filter(
      ({ key, values }) => !values.includes(workload.labels.get(key) ?? ''),
    );
    // The name is worth less than any label.
    const score = 2 * (selector.length - missed.length) + Number(workload.name === serviceName);
    if (score > 0 && score > (best?.score ?? 0)) best = { workload, missed, score };
  }
  return best;
}
