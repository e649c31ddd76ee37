import { selects } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import type { Labels } from '../store/stored-object.ts';
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

/** Pods by workload, and workloads without any. */
class Bucket {
  readonly workloads: { readonly workload: Workload; readonly pods: Pod[] }[] = [];
  size = 0;

  add(workload: Workload, pod: Pod | undefined): void {
    const last = this.workloads.at(-1);
    if (last?.workload === workload) {
      if (pod) last.pods.push(pod);
    } else this.workloads.push({ workload, pods: pod ? [pod] : [] });
    this.size += 1;
  }
}

/** What a namespace has, altogether and by label. */
interface NamespaceIndex {
  readonly all: Bucket;
  readonly byLabel: Map<string, Bucket>;
}

/** Indexes the pods of workloads, which are sorted by id, by namespace and by each of their labels. */
export function indexPods(workloads: readonly Workload[]): PodIndex {
  const namespaces = new Map<string, NamespaceIndex>();
  for (const workload of workloads) {
    const known = namespaces.get(workload.namespace);
    const index = known ?? { all: new Bucket(), byLabel: new Map<string, Bucket>() };
    if (!known) namespaces.set(workload.namespace, index);
    if (workload.pods.length === 0) add(index, workload.labels, workload, undefined);
    for (const pod of workload.pods) add(index, pod.labels, workload, pod);
  }
  return {
    select: (namespace, selector) => {
      const index = namespaces.get(namespace);
      if (!index || selector === null) return [];
      return smallest(index, selector).workloads.flatMap(({ workload, pods }) => {
        if (pods.length === 0)
          return selects(selector, workload.labels) ? [{ workload, pods }] : [];
        const selected = pods.filter(({ labels }) => selects(selector, labels));
        return selected.length > 0 ? [{ workload, pods: selected }] : [];
      });
    },
  };
}

function add(
  { all, byLabel }: NamespaceIndex,
  labels: Labels,
  workload: Workload,
  pod: Pod | undefined,
): void {
  all.add(workload, pod);
  for (const [key, value] of labels) {
    const label = `${key}=${value}`;
    const known = byLabel.get(label);
    const bucket = known ?? new Bucket();
    if (!known) byLabel.set(label, bucket);
    bucket.add(workload, pod);
  }
}

/** The smallest bucket that holds everything that is selected. */
function smallest({ all, byLabel }: NamespaceIndex, selector: NonNullable<Selector>): Bucket {
  let best = all;
  for (const { key, operator, values } of selector) {
    if (operator !== 'In' || values.length !== 1) continue;
    const bucket = byLabel.get(`${key}=${values[0]}`) ?? new Bucket();
    if (bucket.size < best.size) best = bucket;
  }
  return best;
}
