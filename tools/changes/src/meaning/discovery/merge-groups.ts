import { plural } from '@fingerpost/text';

import type { ConnectionGroup } from './connection-groups.ts';
import { makePeersText } from './peers-text.ts';
import type { CommonWorkload } from './reach-changes.ts';

/** Groups that are alike: other workloads, the same peers, the same change. */
export interface MergedGroups {
  readonly groups: readonly [ConnectionGroup, ...ConnectionGroup[]];
  /** `backend/Deployment/a -> backend/Deployment/b`, `12 workloads -> backend/Deployment/b` */
  readonly subject: string;
  /** Each as `from -> to`; empty where the subject says it all. */
  readonly members: readonly string[];
}

/** Peers that are more than these are not told again for each workload. */
const MANY_PEERS = 3;
/** Less than these are told apart by the policies that they come from. */
const MANY_OWNERS = 4;

export function mergeGroups(
  groups: readonly ConnectionGroup[],
  common: readonly CommonWorkload[],
  ownerOf: (group: ConnectionGroup) => string,
): readonly MergedGroups[] {
  const peersText = makePeersText(common.map(({ workload }) => workload));
  const idOf = (place: number): string => common[place]?.workload.id ?? '';
  const named = groups.map((group) => ({
    group,
    peers: group.addresses === '' ? peersText.of(group.peers, group.pivot) : [group.addresses],
  }));
  const alike = Map.groupBy(named, ({ group, peers }) =>
    JSON.stringify([
      group.into,
      group.before,
      group.after,
      ...(peers.length > MANY_PEERS ? [group.pivot] : peers),
    ]),
  );
  const parts = [...alike.values()].flatMap((some) => {
    if (some.length >= MANY_OWNERS) return [some];
    return [...Map.groupBy(some, ({ group }) => ownerOf(group)).values()];
  });
  return parts.flatMap((some): MergedGroups[] => {
    const [first, ...others] = some;
    if (!first) return [];
    const { into } = first.group;
    const edge = (peer: string, pivot: string): string =>
      into ? `${peer} -> ${pivot}` : `${pivot} -> ${peer}`;
    const pivots = some.map(({ group }) => idOf(group.pivot));
    const members = some.flatMap(({ group, peers }) =>
      peers.map((peer) => edge(peer, idOf(group.pivot))),
    );
    const [onlyPeer] = first.peers;
    const peerCount = Math.max(first.group.peers.length, 1);
    const peerText =
      first.peers.length === 1 && onlyPeer !== undefined ? onlyPeer : plural(peerCount, 'workload');
    const pivotText = others.length === 0 ? (pivots[0] ?? '') : plural(some.length, 'workload');
    return [
      {
        groups: [first.group, ...others.map(({ group }) => group)],
        subject: edge(peerText, pivotText),
        members: members.length > 1 ? members.toSorted() : [],
      },
    ];
  });
}
