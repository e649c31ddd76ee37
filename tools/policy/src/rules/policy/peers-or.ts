import type { PodPeer, Policy } from '@fingerpost/discovery';
import { describeSelector } from '../../facts/describe-selector.ts';
import { namePolicy, podPeers, policyFacts, writtenRules } from '../../facts/policies.ts';
import type { PolicyFacts } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const peersOr: Rule = {
  id: 'policy/peers-or',
  severity: 'warning',
  scope: 'namespace',
  title: 'A namespace and its pods are written as two peers',
  why: 'Entries of `from` and `to` are alternatives. A namespaceSelector in one and a podSelector in the next mean every pod of those namespaces, and pods with these labels in the namespace of the policy: too much, and mostly not what was meant.',
  fix: 'write both selectors in one entry: leave out the second dash',
  silent:
    'Where pods of the policy’s own namespace have the labels and those of the other namespaces do not, so that both entries are needed.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  check: findAlternatives,
};

function* findAlternatives(input: RuleInput): Generator<Problem> {
  const facts = input.shared(policyFacts);
  for (const policy of facts.policies) {
    for (const written of writtenRules(policy)) {
      const peers = podPeers(written);
      for (const [index, peer] of peers.entries()) {
        const next = peers[index + 1];
        if (!next) continue;
        const [spaces, pods] = [peer, next].toSorted((a, b) => rank(a) - rank(b));
        if (!spaces || !pods || rank(spaces) !== 0 || rank(pods) !== 1) continue;
        if (areBothNeeded(policy, spaces, pods, facts)) continue;
        const labels = describeSelector(pods.podSelector);
        const namespaces = describeSelector(spaces.namespaceSelector ?? null) || 'any labels';
        yield {
          on: policy.stored,
          field: pods.field,
          message: `${namePolicy(policy.stored)} allows every pod of the namespaces with ${namespaces}, and besides pods with ${labels} of its own namespace, because these are two entries`,
          related: [
            { on: policy.stored, field: spaces.field, message: 'every pod of these namespaces' },
          ],
        };
      }
    }
  }
}

/** 0: only namespaces; 1: only labels of pods; 2: anything else. */
function rank({ namespaceSelector, podSelector }: PodPeer): number {
  if (podSelector === null) return 2;
  if (namespaceSelector === undefined) return podSelector.length > 0 ? 1 : 2;
  return podSelector.length === 0 && namespaceSelector !== null ? 0 : 2;
}

function areBothNeeded(
  policy: Policy,
  spaces: PodPeer,
  pods: PodPeer,
  facts: PolicyFacts,
): boolean {
  const namespaces = facts.namespacesOf(policy, spaces);
  if (namespaces.includes(policy.stored.namespace)) return false;
  if (facts.meant(policy, pods).length === 0) return false;
  const there = { ...pods, namespaceSelector: spaces.namespaceSelector ?? null };
  return facts.meant(policy, there).length === 0;
}
