import { describeAddresses } from '@fingerpost/discovery';
import { clusterRanges, rangeAround } from '../../facts/cluster-ranges.ts';
import { namePolicy, policyFacts, writtenRules } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const serviceCidr: Rule = {
  id: 'policy/service-cidr',
  severity: 'error',
  scope: 'environment',
  title: 'An ipBlock means addresses of the cluster',
  why: 'The address of a Service is replaced by that of a pod before policies see a connection, and in most clusters `ipBlock` never matches pods. Such an entry allows nothing, or something else in the next cluster.',
  fix: 'name the pods with namespaceSelector and podSelector',
  silent:
    'For networks that hold more than the ranges of the cluster. Without an environment only the usual ranges of kubeadm, k3s and kind are known, and the addresses that manifests give to Services.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  check: findClusterBlocks,
};

function* findClusterBlocks(input: RuleInput): Generator<Problem> {
  const ranges = input.shared(clusterRanges);
  for (const policy of input.shared(policyFacts).policies) {
    for (const { rule } of writtenRules(policy)) {
      for (const peer of rule.peers ?? []) {
        if (!('addresses' in peer)) continue;
        const range = rangeAround(peer.network, ranges, input.complete);
        if (!range) continue;
        const what =
          range.kind === 'services'
            ? `addresses of Services (${range.text}), which are replaced by those of pods before policies see them`
            : `addresses of pods (${range.text}), which ipBlock does not match in most clusters`;
        yield {
          on: policy.stored,
          field: `${peer.field}.ipBlock.cidr`,
          message: `${namePolicy(policy.stored)} allows ${describeAddresses(peer.network)}: these are ${what}`,
        };
      }
    }
  }
}
