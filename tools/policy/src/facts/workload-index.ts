import type { Requirement, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** A workload that a selector misses, and by which of its labels. */
export interface NearWorkload {
  readonly workload: Workload;
  readonly missed: readonly Requirement[];
}

/** Finds the workloads that have some of the labels that a selector asks for, or the name of its Service. */
export interface WorkloadIndex {
  near(
    namespace: string,
    selector: readonly Requirement[],
    serviceName: string,
  ): readonly NearWorkload[];
  /** A workload of any namespace whose pods have all of the labels. */
  anywhere(selector: readonly Requirement[]): Workload | undefined;
}

/** A label that more workloads share than anyone can look through says nothing of them. */
const MAX_NEAR = 100;

/** Indexes workloads by their labels and names. */
export function workloadIndex({ model }: RuleInput): WorkloadIndex {
  const places = new Map<string, Workload[]>();
  for (const workload of model.workloads) {
    const { namespace, name, labels } = workload;
    const pairs = [...labels].map(([key, value]) => `${key}=${value}`);
    const keys = pairs.flatMap((pair) => [`${namespace} ${pair}`, ` ${pair}`]);
    for (const key of [`${namespace} ${name}`, ...keys]) {
      const others = places.get(key);
      if (others) others.push(workload);
      else places.set(key, [workload]);
    }
  }
  return {
    near: (namespace, selector, serviceName) => {
      const keys = selector.flatMap(({ key, values }) =>
        values.map((value) => `${namespace} ${key}=${value}`),
      );
      const found = [`${namespace} ${serviceName}`, ...keys].flatMap((key) =>
        (places.get(key) ?? []).slice(0, MAX_NEAR),
      );
      const near = [...new Set(found)].map((workload) => ({
        workload,
        missed: selector.filter(
          ({ key, values }) => !values.includes(workload.labels.get(key) ?? ''),
        ),
      }));
      return near.toSorted((a, b) => a.missed.length - b.missed.length);
    },
    anywhere: (selector) => {
      const lists = selector.map(({ key, values }) => places.get(` ${key}=${values[0]}`) ?? []);
      const shortest = lists.toSorted((a, b) => a.length - b.length)[0] ?? [];
      return shortest
        .slice(0, MAX_NEAR)
        .find(({ labels }) =>
          selector.every(({ key, values }) => values.includes(labels.get(key) ?? '')),
        );
    },
  };
}
