import { describeSelector } from '../../facts/describe-selector.ts';
import { namePolicy, policyFacts } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectsNothing: Rule = {
  id: 'policy/selects-nothing',
  severity: 'warning',
  scope: 'namespace',
  title: 'A policy is for no pod',
  why: 'The API server takes a podSelector that matches nothing. The pods that were meant stay as open as they were.',
  fix: 'make the podSelector and the labels of the pod template the same',
  silent:
    'Where the selector is empty, where no manifest makes pods in the namespace, and where the selector asks for labels that a controller adds.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findIdlePolicies,
};

function* findIdlePolicies(input: RuleInput): Generator<Problem> {
  const facts = input.shared(policyFacts);
  for (const policy of facts.policies) {
    const { stored, podSelector } = policy;
    if (podSelector?.length === 0 || facts.selected(policy).length > 0) continue;
    const pods = facts.workloadsIn(stored.namespace);
    const keys = new Set(podSelector?.map(({ key }) => key));
    if (pods.length === 0) continue;
    if (pods.some(({ unknownLabels }) => unknownLabels.some((key) => keys.has(key)))) continue;
    yield {
      on: stored,
      field: 'spec.podSelector',
      message: `${namePolicy(stored)} is for pods with ${describeSelector(podSelector)}, and no pod in namespace ${stored.namespace} has these labels`,
    };
  }
}
