import { selects } from '../labels/selector.ts';
import type { Store } from '../store/store.ts';
import { allConnections, noConnections, portRange } from './connections.ts';
import type { Connections } from './connections.ts';
import { covers, intersect, unite } from './intervals.ts';
import { cutAddresses, isOutside } from './party.ts';
import type { Party } from './party.ts';
import { rulesOf } from './policy.ts';
import type { Direction, Peer, Policy, Rule, RulePort } from './policy.ts';
import { portsNamed } from './subject.ts';
import type { Subject } from './subject.ts';
import { pairsOf } from './variants.ts';
import type { NonEmpty } from './variants.ts';

/** Answers for single pairs, without classes: for pods of any origin, and for what has to be explained. */
export interface PairRules {
  /** The policies that isolate one end; none of an address outside or of a pod of the host network. */
  isolating(party: Party, direction: Direction): readonly Policy[];
  /** The connections that both ends allow, for all of the addresses where one end is addresses. */
  between(from: Party, to: Party): Connections;
  /** The same connection, its addresses cut so that rules mean all of a piece or nothing of it. */
  pieces(from: Party, to: Party): NonEmpty<Connection>;
  /** Whether an entry of `from` or `to` means an end. */
  matches(policy: Policy, peer: Peer, party: Party): boolean;
}

type Connection = readonly [from: Party, to: Party];

export function makePairRules(policies: readonly Policy[], store: Store): PairRules {
  const byNamespace = Map.groupBy(policies, ({ stored }) => stored.namespace);
  const known = new WeakMap<Subject, readonly Policy[]>();
  const selecting = (subject: Subject): readonly Policy[] => {
    const found =
      known.get(subject) ??
      (byNamespace.get(subject.namespace) ?? []).filter(({ podSelector }) =>
        selects(podSelector, subject.labels),
      );
    known.set(subject, found);
    return found;
  };
  const isolating = (party: Party, direction: Direction): readonly Policy[] =>
    isOutside(party) || party.hostNetwork
      ? []
      : selecting(party).filter((policy) => rulesOf(policy, direction));
  const matches = (policy: Policy, peer: Peer, party: Party): boolean => {
    if (isOutside(party)) return 'addresses' in peer && covers(peer.addresses, party.addresses);
    if ('addresses' in peer || party.hostNetwork) return false;
    const { namespaceSelector, podSelector } = peer;
    const inNamespace =
      namespaceSelector === undefined
        ? party.namespace === policy.stored.namespace
        : selects(namespaceSelector, store.namespaceLabels(party.namespace));
    return inNamespace && selects(podSelector, party.labels);
  };
  const side = (own: Party, other: Party, direction: Direction): Connections => {
    const chosen = isolating(own, direction);
    if (chosen.length === 0) return allConnections;
    let sum = noConnections;
    for (const policy of chosen) {
      for (const rule of rulesOf(policy, direction) ?? []) {
        if (rule.peers && !rule.peers.some((peer) => matches(policy, peer, other))) continue;
        sum = unite(sum, connectionsOf(rule, direction === 'Ingress' ? own : other));
      }
    }
    return sum;
  };
  const cut = (party: Party, other: Party): NonEmpty<Party> => {
    if (!isOutside(party) || isOutside(other)) return [party];
    const pieces = cutAddresses(party.addresses, selecting(other)).map((addresses) => ({
      addresses,
    }));
    const [first = party, ...rest] = pieces;
    return [first, ...rest];
  };
  const pieces = (from: Party, to: Party): NonEmpty<Connection> =>
    pairsOf(cut(from, to), cut(to, from));
  const between = (from: Party, to: Party): Connections =>
    pieces(from, to).reduce((all, [source, destination]) => {
      const egress = side(source, destination, 'Egress');
      return intersect(all, intersect(egress, side(destination, source, 'Ingress')));
    }, allConnections);
  return { isolating, between, pieces, matches };
}

function connectionsOf(rule: Rule, destination: Party): Connections {
  if (!rule.ports) return allConnections;
  return rule.ports.reduce((sum, port) => unite(sum, portsAt(port, destination)), noConnections);
}

/** What an entry of `ports` means at a destination. Addresses outside have no names for their ports. */
export function portsAt(
  { name, protocol, connections }: RulePort,
  destination: Party,
): Connections {
  if (name === undefined) return connections;
  if (isOutside(destination)) return noConnections;
  return portsNamed(destination.spec, name, protocol)
    .map((port) => portRange(protocol, port, port))
    .reduce((sum, found) => unite(sum, found), noConnections);
}
