import { intOrString, object } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import { countOf } from '../../facts/count-of.ts';
import { budgetsByWorkload, disruptionBudgets } from '../../facts/disruption-budgets.ts';
import type { DisruptionBudget } from '../../facts/disruption-budgets.ts';
import { listNames } from '../../facts/list-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const disruptionBudgetBlocks: Rule = {
  id: 'workload/disruption-budget-blocks',
  severity: 'error',
  scope: 'namespace',
  title: 'A disruption budget lets no pod go',
  why: 'A PodDisruptionBudget that allows no disruption refuses every eviction, so draining a node never ends: node upgrades and autoscalers stop there, until somebody deletes the pod by hand, without any budget. Pods that two budgets select cannot be evicted at all.',
  fix: 'write maxUnavailable: 1 in place of minAvailable, and have at least two replicas',
  silent:
    'Where the budget selects nothing but DaemonSets, Jobs or workloads with 0 replicas. A warning where it blocks only at the lowest number of replicas of an autoscaler.',
  source:
    'pkg/controller/disruption/disruption.go (getExpectedPodCount) and pkg/registry/core/pod/storage/eviction.go of Kubernetes 1.36',
  check: findBudgets,
};

function* findBudgets(input: RuleInput): Generator<Problem> {
  for (const budget of input.shared(disruptionBudgets)) {
    if (!input.isChecked(budget.stored)) continue;
    const problem = judge(budget);
    if (problem) yield problem;
  }
  yield* findSharedPods(input);
}

function judge({ stored, workloads }: DisruptionBudget): Problem | undefined {
  const spec = object(stored.object, 'spec');
  const minAvailable = intOrString(spec, 'minAvailable');
  const maxUnavailable = intOrString(spec, 'maxUnavailable');
  const field = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
  const written = maxUnavailable ?? minAvailable;
  const allowedOf = (pods: number): number | undefined => {
    const count = countOf(written, pods, 'up');
    if (count === undefined || field === 'maxUnavailable') return count;
    return pods - count;
  };
  const least = sum(workloads, 'min');
  const most = sum(workloads, 'max');
  const atLeast = allowedOf(least);
  const atMost = allowedOf(most);
  if (most === 0 || atLeast === undefined || atMost === undefined) return undefined;
  const isAlways = atMost <= 0;
  if (!isAlways && (atLeast > 0 || least === 0)) return undefined;
  const names = listNames(workloads.map(({ kind, name }) => `${kind} ${name}`));
  const pods = isAlways ? most : least;
  const whose =
    pods === 1
      ? `the only pod of ${names} may never`
      : `none of the ${pods} pods of ${names} may ever`;
  const when = isAlways ? '' : ' while its autoscaler keeps the lowest number';
  return {
    on: stored,
    field: `spec.${field}`,
    ...(!isAlways && { severity: 'warning' }),
    message: `with ${field} ${written}, ${whose} be evicted${when}: draining its node does not end`,
    related: workloads.map((workload) => ({
      on: workload.stored,
      field: 'spec.replicas',
      message: `${workload.kind} ${workload.name} has ${describeReplicas(workload)}`,
    })),
  };
}

function sum(workloads: readonly Workload[], key: 'max' | 'min'): number {
  return workloads.reduce((total, { replicas }) => total + replicas[key], 0);
}

function describeReplicas({ replicas: { min, max } }: Workload): string {
  if (min !== max) return `${min} to ${max} replicas`;
  return max === 1 ? '1 replica' : `${max} replicas`;
}

/** Pods that more than one budget selects: the second one is reported. */
function* findSharedPods(input: RuleInput): Generator<Problem> {
  const reported = new Set<DisruptionBudget>();
  for (const [id, budgets] of input.shared(budgetsByWorkload)) {
    const [first, ...others] = budgets;
    const second = others.find(({ stored }) => input.isChecked(stored));
    if (!first || !second || reported.has(second)) continue;
    reported.add(second);
    yield {
      on: second.stored,
      field: 'spec.selector',
      message: `PodDisruptionBudgets ${first.stored.name} and ${second.stored.name} both select pods of ${id}: a pod with two budgets cannot be evicted, so draining its node never ends`,
      related: [
        { on: first.stored, field: 'spec.selector', message: 'the other budget of these pods' },
      ],
      fix: 'keep one budget for these pods',
    };
  }
}
