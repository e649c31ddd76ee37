import { object } from '@fingerpost/apiserver';
import { readSelectorField } from '@fingerpost/discovery';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** A PodDisruptionBudget with the workloads that it keeps. */
export interface DisruptionBudget {
  readonly stored: StoredObject;
  /** Without DaemonSets, which a drain leaves alone, and Jobs. */
  readonly workloads: readonly Workload[];
}

const NOT_KEPT = ['CronJob', 'DaemonSet', 'Job'];

/** All PodDisruptionBudgets, also those that the cluster brings. */
export function disruptionBudgets({ model }: RuleInput): readonly DisruptionBudget[] {
  return model.store.list('policy', 'PodDisruptionBudget').map((stored) => {
    const selector = readSelectorField(object(stored.object, 'spec'), 'selector');
    const workloads = model.pods
      .select(stored.namespace, selector)
      .map(({ workload }) => workload)
      .filter(({ kind }) => !NOT_KEPT.includes(kind));
    return { stored, workloads };
  });
}

/** The budgets of each workload, by its id. */
export function budgetsByWorkload(
  input: RuleInput,
): ReadonlyMap<string, readonly DisruptionBudget[]> {
  const byWorkload = new Map<string, DisruptionBudget[]>();
  for (const budget of input.shared(disruptionBudgets)) {
    for (const { id } of budget.workloads) {
      const known = byWorkload.get(id);
      if (known) known.push(budget);
      else byWorkload.set(id, [budget]);
    }
  }
  return byWorkload;
}
