import { text } from '@fingerpost/apiserver';
import { allows, isWithin, parseAddresses, rulesOf } from '@fingerpost/discovery';
import type {
  Miss,
  Policy,
  PolicyRule,
  Protocol,
  SideExplanation,
  Workload,
} from '@fingerpost/discovery';
import { clusterDns } from '../../facts/cluster-dns.ts';
import { listNames } from '../../facts/list-names.ts';
import { namePolicy } from '../../facts/policies.ts';
import { usesByWorkload } from '../../facts/uses-by-workload.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const dnsBlocked: Rule = {
  id: 'policy/dns-blocked',
  severity: 'error',
  scope: 'namespace',
  title: 'Pods may not ask the cluster DNS',
  why: 'As soon as one policy isolates the egress of a pod, everything that no policy allows is dropped, DNS too. Every lookup times out after several seconds, so that all connections by name fail, also those that are allowed.',
  fix: 'allow UDP and TCP 53 to pods with k8s-app=kube-dns of the namespace with kubernetes.io/metadata.name=kube-system',
  silent:
    'Where a pod uses no names and may reach nothing else; where it does not ask the cluster DNS (dnsPolicy Default or None, host network). A warning where an ipBlock of all addresses allows it, which some clusters take to mean pods too.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findBlockedDns,
};

const allIPv4 = parseAddresses('0.0.0.0/0') ?? [];

/** Pods that the same policies isolate, and what these say of DNS. */
interface Blocked {
  readonly workloads: Workload[];
  readonly policy: Policy;
  readonly field: string;
  readonly protocol: Protocol;
  readonly isSure: boolean;
}

function* findBlockedDns(input: RuleInput): Generator<Problem> {
  const blocked = new Map<string, Blocked>();
  const sideOf = new Map<string, Denial | undefined>();
  for (const workload of input.model.workloads) {
    const policies = input.model.reachability.isolating(workload, 'Egress');
    if (policies.length === 0 || !asksCluster(workload)) continue;
    const hasEgress = policies.some((policy) => (policy.egress ?? []).some(isWide));
    const names = input.shared(usesByWorkload).get(workload) ?? [];
    if (!hasEgress && names.every(({ isLoose }) => isLoose)) continue;
    const key = policies.map(({ stored }) => `${stored.namespace}/${stored.name}`).join(' ');
    if (!sideOf.has(key)) sideOf.set(key, denialOf(workload, input));
    const denial = sideOf.get(key);
    if (!denial) continue;
    const isSure = denial.protocol === 'UDP' && !policies.some(isOpenToAddresses);
    const place = placeOfDenial(denial.side, policies, input);
    if (!place) continue;
    const { protocol } = denial;
    const { namespace, name } = place.policy.stored;
    const found = `${namespace}/${name} ${place.field} ${protocol} ${isSure}`;
    const known = blocked.get(found);
    if (known) known.workloads.push(workload);
    else blocked.set(found, { ...place, protocol, isSure, workloads: [workload] });
  }
  for (const { workloads, policy, field, protocol, isSure } of blocked.values()) {
    const pods = `the pods of ${listNames(workloads.map(({ id }) => id))}`;
    const effect =
      protocol === 'UDP'
        ? 'so that every lookup times out'
        : 'so that answers that are too long for UDP are never read';
    yield {
      on: policy.stored,
      field,
      severity: isSure ? 'error' : 'warning',
      message: `${namePolicy(policy.stored)} isolates the egress of ${pods}, and no policy of theirs allows ${protocol} 53 to the cluster DNS, ${effect}`,
      related: workloads
        .slice(0, 3)
        .map(({ stored }) => ({ on: stored, field: '', message: 'may not ask the cluster DNS' })),
    };
  }
}

function asksCluster({ spec }: Workload): boolean {
  const policy = text(spec, 'dnsPolicy');
  return policy !== 'None' && policy !== 'Default';
}

/** An ipBlock of all addresses: some clusters take pods for addresses. */
function isOpenToAddresses({ egress }: Policy): boolean {
  return (egress ?? []).some(
    ({ peers, ports }) =>
      (!ports || ports.some(({ connections }) => allows(connections, 'UDP', 53))) &&
      (peers ?? []).some((peer) => 'addresses' in peer && isWithin(allIPv4, peer.addresses)),
  );
}

/** A rule that only means single addresses says nothing of names, unless it is for DNS. */
function isWide({ peers, ports }: PolicyRule): boolean {
  const isForDns = ports?.some(({ connections }) => allows(connections, 'UDP', 53)) ?? false;
  if (!peers || isForDns) return true;
  return peers.some((peer) => {
    if (!('addresses' in peer)) return true;
    const [first = 0n, end = 0n] = peer.addresses;
    return peer.addresses.length > 2 || end - first > 1n;
  });
}

interface Denial {
  readonly protocol: Protocol;
  readonly side: SideExplanation;
}

/** What refuses the cluster DNS; undefined: nothing does. */
function denialOf(workload: Workload, input: RuleInput): Denial | undefined {
  const servers = input.shared(clusterDns);
  for (const protocol of ['UDP', 'TCP'] as const) {
    const sides = servers.map(
      ({ party, port }) => input.model.reachability.explain(workload, party, protocol, port).egress,
    );
    const [first] = sides;
    if (first && !sides.some(({ allowed }) => allowed)) return { protocol, side: first };
  }
  return undefined;
}

/** The rule that was meant to allow it, else the policy that says most of the egress. */
function placeOfDenial(
  side: SideExplanation,
  policies: readonly Policy[],
  { isChecked }: RuleInput,
): { readonly policy: Policy; readonly field: string } | undefined {
  const own = policies.filter(({ stored }) => isChecked(stored));
  for (const miss of side.misses) {
    const policy = own.find(({ stored }) => stored === miss.policy);
    if (policy && isMeantForDns(miss, policy)) return { policy, field: miss.field };
  }
  const [policy] = own.toSorted((a, b) => (b.egress?.length ?? 0) - (a.egress?.length ?? 0));
  return policy && { policy, field: policy.egress?.length === 0 ? 'spec' : 'spec.egress' };
}

function isMeantForDns({ field, peers, ports }: Miss, policy: Policy): boolean {
  const rule = rulesOf(policy, 'Egress')?.find((other) => other.field === field);
  if (!rule) return false;
  if (ports.length === 0) return rule.ports !== undefined;
  return peers.length === 0 && rule.peers !== undefined;
}
