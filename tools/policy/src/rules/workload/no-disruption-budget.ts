import { budgetsByWorkload } from '../../facts/disruption-budgets.ts';
import { describeFronts, servers } from '../../facts/servers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noDisruptionBudget: Rule = {
  id: 'workload/no-disruption-budget',
  severity: 'warning',
  scope: 'namespace',
  title: 'Replicas behind a Service have no disruption budget',
  why: 'Draining nodes evicts all pods on them at once. Without a PodDisruptionBudget an upgrade of the nodes can take every replica away at the same time, and the Service has no endpoints for as long as new ones start.',
  fix: 'add a PodDisruptionBudget with maxUnavailable: 1 that selects the pods',
  silent:
    'For a single replica, which no budget can keep, and for workloads that are only scraped.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check: findServers,
};

function* findServers(input: RuleInput): Generator<Problem> {
  const budgets = input.shared(budgetsByWorkload);
  for (const { workload, fronts } of input.shared(servers)) {
    const { stored, kind, name, replicas } = workload;
    if (replicas.max < 2 || budgets.has(workload.id)) continue;
    yield {
      on: stored,
      field: '',
      message: `no PodDisruptionBudget selects the ${replicas.count} pods of ${kind} ${name} behind ${describeFronts(fronts)}: draining nodes may evict all of them at once`,
    };
  }
}
