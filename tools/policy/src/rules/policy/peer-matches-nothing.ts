import type { PodPeer, Policy } from '@fingerpost/discovery';
import { describeSelector } from '../../facts/describe-selector.ts';
import { namePolicy, podPeers, policyFacts, writtenRules } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const peerMatchesNothing: Rule = {
  id: 'policy/peer-matches-nothing',
  severity: 'warning',
  scope: 'environment',
  title: 'A peer of a policy is no pod',
  why: 'An entry of `from` or `to` that matches no pod allows nothing: mostly a label or a namespace is wrong, and what was meant is refused.',
  fix: 'write the labels of the pods, and the label kubernetes.io/metadata.name of their namespace',
  silent:
    'Where the pods may be somewhere that the input does not show: namespaces without manifests of pods, and of plain files all namespaces but theirs.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findIdlePeers,
};

function* findIdlePeers(input: RuleInput): Generator<Problem> {
  const facts = input.shared(policyFacts);
  for (const policy of facts.policies) {
    for (const written of writtenRules(policy)) {
      for (const peer of podPeers(written)) {
        if (facts.meant(policy, peer).length > 0 || isElsewhere(policy, peer, input)) continue;
        const verb = written.direction === 'Ingress' ? 'from' : 'to';
        const pods = describeSelector(peer.podSelector);
        const namespaces = peer.namespaceSelector
          ? `namespaces with ${describeSelector(peer.namespaceSelector)}`
          : `namespace ${policy.stored.namespace}`;
        yield {
          on: policy.stored,
          field: peer.field,
          message: `${namePolicy(policy.stored)} allows connections ${verb} ${pods === '' ? 'all pods' : `pods with ${pods}`} of ${namespaces}, and there is no such pod`,
        };
      }
    }
  }
}

/** Whether pods that the input does not show may be meant. */
function isElsewhere(policy: Policy, peer: PodPeer, input: RuleInput): boolean {
  const facts = input.shared(policyFacts);
  const isShown = (namespace: string): boolean =>
    input.knowsNamespace(namespace) && facts.workloadsIn(namespace).length > 0;
  const { namespaceSelector } = peer;
  if (namespaceSelector === undefined) return !isShown(policy.stored.namespace);
  if (namespaceSelector === null) return false;
  const named = namespaceSelector.find(
    ({ key, operator }) => key === 'kubernetes.io/metadata.name' && operator === 'In',
  );
  if (named) return !named.values.every(isShown);
  const namespaces = facts.namespacesOf(policy, peer);
  return input.complete ? !namespaces.every(isShown) : true;
}
