import { allows, portsAt, rulesOf } from '@fingerpost/discovery';
import type { Policy, Protocol, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { policyFacts } from './policies.ts';

/** Who wants to connect to pods: workloads that the input has, or what is known of those that it has not. */
export interface Caller {
  /** One of them is enough; none: they are not among the manifests. */
  readonly workloads: readonly Workload[];
  /** Where they are in that case; undefined: not known. */
  readonly namespace: string | undefined;
}

/** The policies that keep a caller away from a port of a workload; none: it may connect, or nobody knows. */
export function keptAwayBy(
  caller: Caller,
  to: Workload,
  port: number,
  input: RuleInput,
  protocol: Protocol = 'TCP',
): readonly Policy[] {
  const { reachability } = input.model;
  const isolating = reachability.isolating(to, 'Ingress');
  if (isolating.length === 0) return [];
  if (caller.workloads.length === 0) {
    return isolating.some((policy) => mayLetIn(policy, caller, to, port, protocol, input))
      ? []
      : isolating;
  }
  const isLetIn = caller.workloads.some(
    (from) => reachability.explain(from, to, protocol, port).ingress.allowed,
  );
  return isLetIn ? [] : isolating;
}

/** Whether a rule may mean somebody who is not among the manifests. */
function mayLetIn(
  policy: Policy,
  { namespace }: Caller,
  to: Workload,
  port: number,
  protocol: Protocol,
  input: RuleInput,
): boolean {
  const facts = input.shared(policyFacts);
  return (rulesOf(policy, 'Ingress') ?? []).some(({ peers, ports }) => {
    if (ports && !ports.some((entry) => allows(portsAt(entry, to), protocol, port))) return false;
    if (!peers) return true;
    return peers.some((peer) => {
      if ('addresses' in peer) return true;
      if (namespace !== undefined) return facts.namespacesOf(policy, peer).includes(namespace);
      const isOwnLabel = peer.namespaceSelector === undefined;
      return (
        !isOwnLabel || facts.meant(policy, peer).length === 0 || peer.podSelector?.length === 0
      );
    });
  });
}
