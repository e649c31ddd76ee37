import { selects } from '../labels/selector.ts';
import type { Requirement, Selector } from '../labels/selector.ts';
import type { Pod } from './pod.ts';
import type { Workload } from './workload.ts';

/** A workload with those of its pods that a selector selects. */
export interface SelectedWorkload {
  readonly workload: Workload;
  readonly pods: readonly Pod[];
}

/** Finds what label selectors select, without a look at every pod of a cluster. */
export interface PodIndex {
  /**
   * Workloads of a namespace with pods that are selected, sorted by id. One that has no pods now (a CronJob, no replicas)
   * counts by the labels of its template.
   */
  select(namespace: string, selector: Selector): readonly SelectedWorkload[];
}

interface Bucket {
  readonly all: Workload[];
  readonly byLabel: Map<string, Workload[]>;
}

/** Indexes workloads by namespace and by each label of theirs. */
export function indexPods(workloads: readonly Workload[]): PodIndex {
  const namespaces = new Map<string, Bucket>();
  for (const workload of workloads) {
    const bucket: Bucket = namespaces.get(workload.namespace) ?? { all: [], byLabel: new Map() };
    namespaces.set(workload.namespace, bucket);
    bucket.all.push(workload);
    for (const label of labelsOf(workload)) {
      const others = bucket.byLabel.get(label);
      if (others) others.push(workload);
      else bucket.byLabel.set(label, [workload]);
    }
  }
  return {
    select: (namespace, selector) => {
      const bucket = namespaces.get(namespace);
      if (!bucket || selector === null) return [];
      return candidates(bucket, selector).flatMap((workload) => {
        const pods = workload.pods.filter(({ labels }) => selects(selector, labels));
        if (pods.length > 0) return [{ workload, pods }];
        const isIdle = workload.pods.length === 0 && selects(selector, workload.labels);
        return isIdle ? [{ workload, pods }] : [];
      });
    },
  };
}

function candidates(bucket: Bucket, selector: readonly Requirement[]): readonly Workload[] {
  let fewest: readonly Workload[] = bucket.all;
  for (const { key, operator, values } of selector) {
    if (operator !== 'In' || values.length !== 1) continue;
    const found = bucket.byLabel.get(`${key}=${values[0]}`) ?? [];
    if (found.length < fewest.length) fewest = found;
  }
  return fewest;
}

function labelsOf({ labels, pods }: Workload): ReadonlySet<string> {
  const found = new Set([...labels].map(([key, value]) => `${key}=${value}`));
  for (const pod of pods) {
    if (pod.labels === labels) continue;
    for (const [key, value] of pod.labels) {
      if (labels.get(key) !== value) found.add(`${key}=${value}`);
    }
  }
  return found;
}
