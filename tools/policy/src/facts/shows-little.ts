import type { Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { workloadsByNamespace } from './workloads-by-namespace.ts';

/**
 * Whether plain files show so little of a namespace that what it lacks may stand in other files: no Service, and no
 * workload but the one that asks.
 */
export function showsLittle(namespace: string, input: RuleInput, asker?: Workload): boolean {
  if (input.complete || input.shared(namespacesOfServices).has(namespace)) return false;
  const workloads = input.shared(workloadsByNamespace).get(namespace) ?? [];
  return workloads.every((workload) => workload === asker);
}

function namespacesOfServices({ model, isChecked }: RuleInput): ReadonlySet<string> {
  return new Set(
    model.services.filter(({ stored }) => isChecked(stored)).map(({ namespace }) => namespace),
  );
}
