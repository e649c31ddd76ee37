import type { Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** The workloads of each namespace. */
export function workloadsByNamespace({
  model,
}: RuleInput): ReadonlyMap<string, readonly Workload[]> {
  return Map.groupBy(model.workloads, ({ namespace }) => namespace);
}
