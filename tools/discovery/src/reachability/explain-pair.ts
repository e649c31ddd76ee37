import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { allows } from './connections.ts';
import type { Protocol } from './connections.ts';
import type { AllowingRule, Explanation, Miss, SideExplanation } from './explanation.ts';
import { missesOfPeers } from './miss-peer.ts';
import { missesOfPorts } from './miss-port.ts';
import { portsAt } from './pair.ts';
import type { PairRules } from './pair.ts';
import type { Party } from './party.ts';
import { rulesOf } from './policy.ts';
import { servicesByNamespace } from './services-by-namespace.ts';
import type { Direction, Policy, Rule } from './policy.ts';

/** A connection that is asked about. */
export interface Attempt {
  readonly from: Party;
  readonly to: Party;
  readonly protocol: Protocol;
  readonly port: number;
}

/** What each side says to a connection between single pods, or pieces of addresses that no rule tells apart. */
export function explainPair(attempt: Attempt, rules: PairRules, store: Store): Explanation {
  const egress = explainSide(attempt, 'Egress', rules, store);
  const ingress = explainSide(attempt, 'Ingress', rules, store);
  return { allowed: egress.allowed && ingress.allowed, egress, ingress };
}

function explainSide(
  attempt: Attempt,
  direction: Direction,
  rules: PairRules,
  store: Store,
): SideExplanation {
  const party = direction === 'Egress' ? attempt.from : attempt.to;
  const policies = rules.isolating(party, direction);
  const allowedBy = policies.flatMap((policy) =>
    (rulesOf(policy, direction) ?? []).flatMap(
      (rule) => allowing(policy, rule, attempt, direction, rules) ?? [],
    ),
  );
  const allowed = policies.length === 0 || allowedBy.length > 0;
  const misses = allowed
    ? []
    : policies.flatMap((policy) => missesOf(policy, attempt, direction, store));
  return {
    direction,
    party,
    allowed,
    isolatedBy: policies.map(({ stored }) => stored),
    allowedBy,
    misses: misses.toSorted((a, b) => distance(a) - distance(b)),
  };
}

function allowing(
  policy: Policy,
  rule: Rule,
  { from, to, protocol, port }: Attempt,
  direction: Direction,
  rules: PairRules,
): AllowingRule | undefined {
  const other = direction === 'Egress' ? to : from;
  const peer = rule.peers?.find((entry) => rules.matches(policy, entry, other));
  const entry = rule.ports?.find((wanted) => allows(portsAt(wanted, to), protocol, port));
  if ((rule.peers && !peer) || (rule.ports && !entry)) return undefined;
  return { policy: policy.stored, field: rule.field, peer: peer?.field, port: entry?.field };
}

function missesOf(policy: Policy, attempt: Attempt, direction: Direction, store: Store): Miss[] {
  const list = rulesOf(policy, direction) ?? [];
  const { stored } = policy;
  if (list.length === 0) {
    return [{ policy: stored, field: `spec.${direction.toLowerCase()}`, peers: [], ports: [] }];
  }
  const other = direction === 'Egress' ? attempt.to : attempt.from;
  const services = servicesOf(attempt.to, store);
  return list.map((rule) => ({
    policy: stored,
    field: rule.field,
    peers: missesOfPeers(policy, rule, other, store),
    ports: missesOfPorts(rule, attempt, services),
  }));
}

/** Services of the namespace of a pod; they say more only where their port was taken for the pod's. */
function servicesOf(destination: Party, store: Store): readonly StoredObject[] {
  return 'namespace' in destination ? servicesByNamespace(store, destination.namespace) : [];
}

/** The fewer changes would make the rule allow it, the nearer it is. */
function distance({ peers, ports }: Miss): number {
  if (peers.length === 0 && ports.length === 0) return 9;
  const port =
    ports.length === 0 ? 0 : Math.min(...ports.map(({ why }) => (why === 'number' ? 2 : 1)));
  const peer =
    peers.length === 0 ? 0 : Math.min(...peers.map(({ why }) => (NEAR.includes(why) ? 3 : 5)));
  return port + peer;
}

/** Misses that look like slips. */
const NEAR: readonly string[] = ['other-namespace', 'excepted', 'means-addresses'];
