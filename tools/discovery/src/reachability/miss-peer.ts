import type { Requirement, Selector } from '../labels/selector.ts';
import { selects } from '../labels/selector.ts';
import type { Store } from '../store/store.ts';
import type { Labels } from '../store/stored-object.ts';
import type { PeerMiss } from './explanation.ts';
import { covers } from './intervals.ts';
import { isOutside } from './party.ts';
import type { Party } from './party.ts';
import type { Peer, Policy, Rule } from './policy.ts';

/** Why no entry of a rule's `from` or `to` means the other end; none where one does. */
export function missesOfPeers(policy: Policy, rule: Rule, other: Party, store: Store): PeerMiss[] {
  const all: PeerMiss[] = [];
  for (const peer of rule.peers ?? []) {
    const misses = missesOfPeer(policy, peer, other, store);
    if (misses.length === 0) return [];
    all.push(...misses);
  }
  return all;
}

function missesOfPeer(policy: Policy, peer: Peer, other: Party, store: Store): PeerMiss[] {
  const { field } = peer;
  if (isOutside(other)) {
    if (!('addresses' in peer)) return [{ field, why: 'selects-pods' }];
    if (covers(peer.addresses, other.addresses)) return [];
    const why = covers(peer.network, other.addresses) ? 'excepted' : 'outside-network';
    return [{ field, why }];
  }
  if ('addresses' in peer) return [{ field, why: 'means-addresses' }];
  if (other.hostNetwork) return [{ field, why: 'host-network' }];
  const misses: PeerMiss[] = [];
  const { namespace } = policy.stored;
  const { namespaceSelector, podSelector } = peer;
  if (namespaceSelector === undefined) {
    if (other.namespace !== namespace) misses.push({ field, why: 'other-namespace', namespace });
  } else {
    const labels = store.namespaceLabels(other.namespace);
    if (!selects(namespaceSelector, labels)) {
      const requirements = failing(namespaceSelector, labels);
      misses.push({ field, why: 'namespace-labels', requirements });
    }
  }
  if (!selects(podSelector, other.labels)) {
    misses.push({ field, why: 'pod-labels', requirements: failing(podSelector, other.labels) });
  }
  return misses;
}

/** The requirements that do not hold; none of a selector that selects nothing by itself. */
function failing(selector: Selector, labels: Labels): readonly Requirement[] {
  return (selector ?? []).filter((requirement) => !selects([requirement], labels));
}
