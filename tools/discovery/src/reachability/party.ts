import type { Addresses } from './addresses.ts';
import { intersect, intervalsOf } from './intervals.ts';
import type { Policy } from './policy.ts';
import { rulesOf } from './policy.ts';
import type { Subject } from './subject.ts';

/** Addresses outside of the cluster. */
export interface Outside {
  readonly addresses: Addresses;
}

/** One end of a connection. */
export type Party = Subject | Outside;

export function isOutside(party: Party): party is Outside {
  return 'addresses' in party && !('spec' in party);
}

/** Cuts addresses where a network of the policies begins or ends, so that rules mean all of a piece or nothing of it. */
export function cutAddresses(addresses: Addresses, policies: readonly Policy[]): Addresses[] {
  const networks = policies
    .flatMap((policy) => [
      ...(rulesOf(policy, 'Ingress') ?? []),
      ...(rulesOf(policy, 'Egress') ?? []),
    ])
    .flatMap((rule) => rule.peers ?? [])
    .flatMap((peer) => ('addresses' in peer ? [...peer.addresses, ...peer.network] : []));
  const borders = [...new Set([...addresses, ...networks])].toSorted((a, b) => (a < b ? -1 : 1));
  return borders.flatMap((border, index) => {
    const end = borders[index + 1] ?? border;
    const piece = intersect(addresses, intervalsOf([[border, end]]));
    return piece.length === 0 ? [] : [piece];
  });
}
