import type { Live, LivePod } from './live.ts';

/** Where probers stand: for each workload that has pods one ready pod in each zone. */
export interface Placement {
  /** By workload. */
  readonly byWorkload: ReadonlyMap<string, readonly LivePod[]>;
  /** Workloads without a ready pod: nothing can be asked from their network. */
  readonly absent: readonly string[];
}

/** Picks the pods, always the same ones of the same cluster: the first by name, so that probers are found again. */
export function placeProbers({ model, pods }: Live): Placement {
  const ready = pods.filter((pod) => pod.ready).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const found = Map.groupBy(ready, ({ workload }) => workload);
  const byWorkload = new Map(
    [...found].map(([workload, all]) => {
      const zones = Map.groupBy(all, ({ zone }) => zone);
      return [workload, [...zones.values()].flatMap(([first]) => first ?? [])];
    }),
  );
  const absent = model.workloads.map(({ id }) => id).filter((id) => !byWorkload.has(id));
  return { byWorkload, absent };
}

/** The first prober of each workload. */
export function firstProbers({ byWorkload }: Placement): LivePod[] {
  return [...byWorkload.values()].flatMap(([first]) => first ?? []);
}
