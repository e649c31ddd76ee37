import type { Addresses } from './addresses.ts';
import { ALL, NONE } from './connection-pool.ts';
import type { PeerMatches } from './peer-matches.ts';
import { rulesOf } from './policy.ts';
import type { Direction, Policy } from './policy.ts';
import type { PortSpecId, PortSpecs } from './port-specs.ts';

/** All that the policies of a pod allow in a direction, added up. */
export interface Grants {
  /** Equal for equal grants. */
  readonly id: number;
  readonly everybody: PortSpecId;
  /** By list of classes, as `PeerMatches` gives it. */
  readonly pods: ReadonlyMap<readonly number[], PortSpecId>;
  readonly blocks: readonly { readonly addresses: Addresses; readonly ports: PortSpecId }[];
}

/** Makes the grants of policies; equal ones are made once. */
export interface GrantMaker {
  of(policies: readonly Policy[], direction: Direction): Grants;
}

/** No policy isolates: everything is allowed. */
export const unlimited: Grants = { id: 0, everybody: ALL, pods: new Map(), blocks: [] };

export function makeGrantMaker(matches: PeerMatches, specs: PortSpecs): GrantMaker {
  const known = new Map<string, Grants>();
  const listIds = new Map<readonly number[], number>();
  return {
    of: (policies, direction) => {
      let everybody: PortSpecId = NONE;
      const pods = new Map<readonly number[], PortSpecId>();
      const blocks = new Map<string, { addresses: Addresses; ports: PortSpecId }>();
      for (const policy of policies) {
        for (const rule of rulesOf(policy, direction) ?? []) {
          const ports = specs.idOf(rule.ports);
          if (!rule.peers) everybody = specs.unite(everybody, ports);
          for (const peer of rule.peers ?? []) {
            if ('addresses' in peer) {
              const key = peer.addresses.join();
              const before = blocks.get(key)?.ports ?? NONE;
              blocks.set(key, { addresses: peer.addresses, ports: specs.unite(before, ports) });
            } else {
              const list = matches.peers(policy.stored.namespace, peer);
              if (list.length > 0) pods.set(list, specs.unite(pods.get(list) ?? NONE, ports));
            }
          }
        }
      }
      const podKeys = [...pods].map(([list, ports]) => `${numberOf(list)}:${ports}`);
      const blockKeys = [...blocks].map(([addresses, { ports }]) => `${addresses}:${ports}`);
      const key = [everybody, ...podKeys.toSorted(), '', ...blockKeys.toSorted()].join(' ');
      const grants = known.get(key) ?? {
        id: known.size + 1,
        everybody,
        pods,
        blocks: [...blocks.values()],
      };
      known.set(key, grants);
      return grants;
    },
  };

  function numberOf(list: readonly number[]): number {
    const id = listIds.get(list) ?? listIds.size;
    listIds.set(list, id);
    return id;
  }
}
