import { rulesOf, selects } from '@fingerpost/discovery';
import type {
  Direction,
  PodPeer,
  Policy,
  PolicyRule,
  Selector,
  StoredObject,
  Workload,
} from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { workloadsByNamespace } from './workloads-by-namespace.ts';

/** NetworkPolicies, with the workloads that their selectors find. */
export interface PolicyFacts {
  /** Those that are checked. */
  readonly policies: readonly Policy[];
  /** The workloads that a policy is for. Those of the host network are never found. */
  selected(policy: Policy): readonly Workload[];
  /** The workloads that an entry of `from` or `to` means. */
  meant(policy: Policy, peer: PodPeer): readonly Workload[];
  /** The namespaces that an entry means, of those that are known. */
  namespacesOf(policy: Policy, peer: PodPeer): readonly string[];
  /** The workloads of a namespace. */
  workloadsIn(namespace: string): readonly Workload[];
}

/** Reads them once for all rules. */
export function policyFacts(input: RuleInput): PolicyFacts {
  const { model, isChecked } = input;
  const { store, pods } = model;
  const byNamespace = input.shared(workloadsByNamespace);
  const namespaces = [...new Set([...store.namespaces, ...byNamespace.keys()])];
  const chosen = new Map<string, readonly string[]>();
  const found = new Map<string, readonly Workload[]>();

  const namespacesOf = (policy: Policy, { namespaceSelector }: PodPeer): readonly string[] => {
    if (namespaceSelector === undefined) return [policy.stored.namespace];
    const key = JSON.stringify(namespaceSelector);
    const known =
      chosen.get(key) ??
      namespaces.filter((name) => selects(namespaceSelector, store.namespaceLabels(name)));
    chosen.set(key, known);
    return known;
  };
  const within = (namespace: string, selector: Selector): readonly Workload[] =>
    pods
      .select(namespace, selector)
      .map(({ workload }) => workload)
      .filter(({ hostNetwork }) => !hostNetwork);
  const meant = (policy: Policy, peer: PodPeer): readonly Workload[] => {
    const own = peer.namespaceSelector === undefined ? policy.stored.namespace : '';
    const key = JSON.stringify([own, peer.namespaceSelector ?? null, peer.podSelector]);
    const known =
      found.get(key) ??
      namespacesOf(policy, peer).flatMap((namespace) => within(namespace, peer.podSelector));
    found.set(key, known);
    return known;
  };
  return {
    policies: model.reachability.policies.filter(({ stored }) => isChecked(stored)),
    selected: (policy) =>
      meant(policy, {
        field: 'spec.podSelector',
        namespaceSelector: undefined,
        podSelector: policy.podSelector,
      }),
    meant,
    namespacesOf,
    workloadsIn: (namespace) => byNamespace.get(namespace) ?? [],
  };
}

/** A rule of a policy. */
export interface WrittenRule {
  readonly policy: Policy;
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/** All rules of a policy, of both directions. */
export function writtenRules(policy: Policy): readonly WrittenRule[] {
  return (['Ingress', 'Egress'] as const).flatMap((direction) =>
    (rulesOf(policy, direction) ?? []).map((rule) => ({ policy, direction, rule })),
  );
}

/** `NetworkPolicy go-server of namespace backend` */
export function namePolicy({ name, namespace }: StoredObject): string {
  return `NetworkPolicy ${name} of namespace ${namespace}`;
}

/** The entries of a rule that mean pods; none where it is for everybody. */
export function podPeers({ rule }: WrittenRule): readonly PodPeer[] {
  return (rule.peers ?? []).filter((peer): peer is PodPeer => 'podSelector' in peer);
}
