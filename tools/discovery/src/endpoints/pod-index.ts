import type { Requirement } from '../labels/selector.ts';
import { selects } from '../labels/selector.ts';
import type { Pod } from '../workloads/pod.ts';
import type { Workload } from '../workloads/workload.ts';

/** Finds pods by their labels without looking at each. */
export interface PodIndex {
  /** Pods of a namespace whose labels have all of the values, in the order of their ids. */
  select(namespace: string, selector: readonly Requirement[]): readonly Pod[];
}

/** Indexes pods by namespace and by each of their labels. */
export function indexPods(workloads: readonly Workload[]): PodIndex {
  const byLabel = new Map<string, Pod[]>();
  for (const { pods } of workloads.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const pod of pods) {
      for (const [key, value] of pod.labels) {
        const bucket = bucketOf(pod.namespace, key, value);
        const known = byLabel.get(bucket);
        if (known) known.push(pod);
        else byLabel.set(bucket, [pod]);
      }
    }
  }
  return {
    select(namespace, selector) {
      const candidates = selector
        .map(({ key, values }) => byLabel.get(bucketOf(namespace, key, values[0] ?? '')) ?? [])
        .reduce((least, pods) => (pods.length < least.length ? pods : least));
      return candidates.filter((pod) => selects(selector, pod.labels));
    },
  };
}

/** Keys of labels have no spaces. */
function bucketOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key} ${value}`;
}
