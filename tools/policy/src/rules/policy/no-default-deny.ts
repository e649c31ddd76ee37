import { rulesOf } from '@fingerpost/discovery';
import type { DiscoveryModel, StoredObject, Workload } from '@fingerpost/discovery';
import { listNames } from '../../facts/list-names.ts';
import { policyFacts } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noDefaultDeny: Rule = {
  id: 'policy/no-default-deny',
  severity: 'warning',
  scope: 'namespace',
  title: 'A namespace is open to everybody',
  why: 'Pods that no policy selects take connections from everywhere. Without a policy for all pods of the namespace, each new workload is open until somebody remembers it.',
  fix: 'add a NetworkPolicy with an empty podSelector and policyTypes [Ingress, Egress] to the namespace, and one that allows DNS',
  silent:
    'In namespaces of the cluster itself (kube-*), in those without pods, and in plain files that say nothing of the namespace or its policies.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies',
  check: findOpenNamespaces,
};

function* findOpenNamespaces(input: RuleInput): Generator<Problem> {
  const { model, checked, complete, isChecked } = input;
  const facts = input.shared(policyFacts);
  const closed = new Set<string>();
  const mentioned = new Map<string, StoredObject>();
  for (const policy of model.reachability.policies) {
    const { namespace } = policy.stored;
    if (!mentioned.has(namespace)) mentioned.set(namespace, policy.stored);
    if (policy.podSelector?.length === 0 && rulesOf(policy, 'Ingress')) closed.add(namespace);
  }
  for (const namespace of new Set(checked.map((stored) => stored.namespace))) {
    if (namespace === '' || namespace.startsWith('kube-') || closed.has(namespace)) continue;
    const pods = facts.workloadsIn(namespace).filter(({ stored }) => isChecked(stored));
    const [first] = pods;
    const own = model.store.get('', 'Namespace', '', namespace);
    const isAbout = complete || own || mentioned.has(namespace);
    if (!first || !isAbout) continue;
    const on = own && isChecked(own) ? own : first.stored;
    yield {
      on,
      field: on === own ? 'metadata.name' : '',
      message: `namespace ${namespace} has no policy for all of its pods: ${whoIsOpen(pods, model)} connections from everywhere`,
    };
  }
}

/** The pods that no policy is for, and those to come. */
function whoIsOpen(pods: readonly Workload[], { reachability }: DiscoveryModel): string {
  const open = pods.filter((pod) => reachability.isolating(pod, 'Ingress').length === 0);
  return open.length === 0
    ? 'each that comes later takes'
    : `${listNames(open.map(({ id }) => id))}, and each that comes later, take`;
}
