import { allows, portsAt, rulesOf } from '@fingerpost/discovery';
import type { Peer, Policy, Protocol, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { policyFacts } from './policies.ts';

/** Who wants to connect to pods: workloads that the input has, or what is known of those that it has not. */
export interface Caller {
  /** One of them is enough; none: they are not among the manifests. */
  readonly workloads: readonly Workload[];
  /** Where they are in that case; undefined: not known. */
  readonly namespace: string | undefined;
  /** Connections may also come from something outside that does the same, such as a load balancer of the cloud. */
  readonly mayBeOutside: boolean;
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
  const isLetIn =
    caller.workloads.some(
      (from) => reachability.explain(from, to, protocol, port).ingress.allowed,
    ) ||
    isolating.some((policy) =>
      (rulesOf(policy, 'Ingress') ?? []).some(
        ({ peers, ports }) =>
          (!ports || ports.some((entry) => allows(portsAt(entry, to), protocol, port))) &&
          (!peers || peers.some((peer) => mayMean(policy, peer, caller, input))),
      ),
    );
  return isLetIn ? [] : isolating;
}

/** Whether a peer may mean somebody who is not among the manifests. */
function mayMean(policy: Policy, peer: Peer, caller: Caller, input: RuleInput): boolean {
  const isUnknown = caller.workloads.length === 0;
  if ('addresses' in peer) return isUnknown || caller.mayBeOutside;
  if (!isUnknown) return false;
  const facts = input.shared(policyFacts);
  if (caller.namespace !== undefined) {
    return facts.namespacesOf(policy, peer).includes(caller.namespace);
  }
  // Pods that are named and known are what they are.
  return peer.podSelector?.length === 0 || facts.meant(policy, peer).length === 0;
}
