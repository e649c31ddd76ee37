import { allows, portsAt, rulesOf } from '@fingerpost/discovery';
import type { Peer, Policy, StoredObject, Workload } from '@fingerpost/discovery';
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

/** What keeps a caller away. */
export interface Refusal {
  readonly policy: StoredObject;
  /** The rule for the port, which means somebody else; else all rules. */
  readonly field: string;
}

/** What keeps a caller away from a TCP port of a workload; undefined: it may connect, or nobody knows. */
export function refusalOf(
  caller: Caller,
  to: Workload,
  port: number,
  input: RuleInput,
): Refusal | undefined {
  const isolating = keptAwayBy(caller, to, port, input);
  const checked = isolating.map(({ stored }) => stored).filter(input.isChecked);
  const [first] = checked.length > 0 ? checked : isolating.map(({ stored }) => stored);
  if (!first) return undefined;
  for (const policy of isolating) {
    if (!checked.includes(policy.stored)) continue;
    const rule = policy.ingress?.find(({ ports }) =>
      ports?.some((entry) => allows(portsAt(entry, to), 'TCP', port)),
    );
    if (rule) return { policy: policy.stored, field: rule.field };
  }
  return { policy: first, field: 'spec.ingress' };
}

/** The policies that keep a caller away from a port of a workload; none: it may connect, or nobody knows. */
function keptAwayBy(
  caller: Caller,
  to: Workload,
  port: number,
  input: RuleInput,
): readonly Policy[] {
  const { reachability } = input.model;
  const isolating = reachability.isolating(to, 'Ingress');
  if (isolating.length === 0) return [];
  const isLetIn =
    caller.workloads.some((from) => reachability.explain(from, to, 'TCP', port).ingress.allowed) ||
    isolating.some((policy) =>
      (rulesOf(policy, 'Ingress') ?? []).some(
        ({ peers, ports }) =>
          (!ports || ports.some((entry) => allows(portsAt(entry, to), 'TCP', port))) &&
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
