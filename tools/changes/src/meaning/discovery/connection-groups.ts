import type { Allowed, ReachTable } from '@fingerpost/discovery';

import type { AllowedTexts } from './allowed-texts.ts';
import { outsideDifference } from './outside-difference.ts';
import type { ReachChanges } from './reach-changes.ts';

/** Connections of one workload that changed in the same way. */
export interface ConnectionGroup {
  /** The place of the workload in `common`. */
  readonly pivot: number;
  /** Whether they come into it. */
  readonly into: boolean;
  /** Numbers of `AllowedTexts`. */
  readonly before: number;
  readonly after: number;
  /** Places in `common`, ascending; of addresses outside none. */
  readonly peers: number[];
  /** '' but for addresses outside. */
  readonly addresses: string;
}

/** What is allowed from one common workload to another on both sides. */
export interface ComparedPair {
  readonly before: Allowed | undefined;
  readonly after: Allowed | undefined;
  readonly into: boolean;
}

export interface ConnectionGroups {
  readonly groups: readonly ConnectionGroup[];
  /** The group that a pair is in; undefined where it did not change. */
  find(from: number, to: number): { group: ConnectionGroup; pair: ComparedPair } | undefined;
}

/** By the sets themselves: their texts are made only for what differs. */
function isSame(one: Allowed | undefined, other: Allowed | undefined): boolean {
  if (one === other) return true;
  if (!one || !other || one.connections.length !== other.connections.length) return false;
  return one.connections.every((point, index) => point === other.connections[index]);
}

/** Compares what can have changed, row by row, and keeps nothing but what did. */
export function groupConnections(
  changes: ReachChanges,
  before: ReachTable,
  after: ReachTable,
  texts: AllowedTexts,
  isWanted: (from: number, to: number) => boolean,
): ConnectionGroups {
  const { common, out, into } = changes;
  const entered = into.flatMap((is, place) => (is ? [place] : []));
  const every = common.map((_, place) => place);
  const groups = new Map<string, ConnectionGroup>();
  const groupOf = (
    pivot: number,
    isInto: boolean,
    ids: readonly [number, number],
    addresses = '',
  ): ConnectionGroup => {
    const key = `${pivot} ${isInto} ${ids[0]} ${ids[1]} ${addresses}`;
    const known = groups.get(key);
    if (known) return known;
    const [old, fresh] = ids;
    const group = { pivot, into: isInto, before: old, after: fresh, peers: [], addresses };
    groups.set(key, group);
    return group;
  };
  for (const [from, { before: old, after: fresh }] of common.entries()) {
    const targets = out[from] === true ? every : entered;
    if (targets.length === 0) continue;
    const [oldRow, freshRow] = [before.row(old), after.row(fresh)];
    for (const to of targets) {
      const end = common[to];
      if (to === from || !end) continue;
      const [was, is] = [oldRow(end.before), freshRow(end.after)];
      if (isSame(was, is)) continue;
      const ids = [texts.idOf(was), texts.idOf(is)] as const;
      if (!isWanted(from, to)) continue;
      const isInto = into[to] === true;
      groupOf(isInto ? to : from, isInto, ids).peers.push(isInto ? from : to);
    }
  }
  for (const [pivot, { before: old, after: fresh }] of common.entries()) {
    if (!isWanted(pivot, pivot)) continue;
    for (const isInto of [false, true]) {
      if ((isInto ? into : out)[pivot] !== true) continue;
      const direction = isInto ? 'Ingress' : 'Egress';
      const differences = outsideDifference(
        before.outside(old, direction),
        after.outside(fresh, direction),
        texts,
      );
      for (const one of differences) {
        groupOf(pivot, isInto, [one.before, one.after], one.addresses);
      }
    }
  }
  return {
    groups: [...groups.values()],
    find: (from, to) => {
      const [source, end] = [common[from], common[to]];
      if (!source || !end || (out[from] !== true && into[to] !== true)) return undefined;
      const was = before.row(source.before)(end.before);
      const is = after.row(source.after)(end.after);
      const isInto = into[to] === true;
      const key = `${isInto ? to : from} ${isInto} ${texts.idOf(was)} ${texts.idOf(is)} `;
      const group = groups.get(key);
      return group && { group, pair: { before: was, after: is, into: isInto } };
    },
  };
}
