import { allows, describeObject } from '@fingerpost/discovery';
import type { Service } from '@fingerpost/discovery';

import type { Dependent } from '../../changes.ts';
import { makeAllowedTexts } from './allowed-texts.ts';
import { blame } from './blame.ts';
import { groupConnections } from './connection-groups.ts';
import type { ConnectionGroup, ConnectionGroups } from './connection-groups.ts';
import { commonSpot } from './draft.ts';
import type { Draft } from './draft.ts';
import { uniteDependents } from './fold.ts';
import { mergeGroups } from './merge-groups.ts';
import { findReachChanges } from './reach-changes.ts';
import type { ReachChanges } from './reach-changes.ts';
import type { Sides } from './sides.ts';
import { callerOf } from './users.ts';
import type { Call, Users } from './users.ts';
import { compareOwnConnections } from './workload-connections.ts';

/** Connections that are lost, gained or allowed on other ports. What changed in the same way is one change. */
export function compareConnections(
  sides: Sides,
  users: Users,
  touched: ReadonlySet<string> | undefined,
): Draft[] {
  const changes = findReachChanges(sides);
  const { common, lost, gained, out, into } = changes;
  const isQuiet = !out.includes(true) && !into.includes(true);
  if (isQuiet && lost.length + gained.length === 0) return [];
  const before = sides.before.model.reachability.table();
  const after = sides.after.model.reachability.table();
  const texts = makeAllowedTexts();
  const own = [
    ...compareOwnConnections(sides.before, before, lost, texts, touched, 'lost', sides.after),
    ...compareOwnConnections(sides.after, after, gained, texts, touched, 'gained', undefined),
  ];
  if (isQuiet) return own;
  const isTouched = common.map(({ workload }) => touched?.has(workload.id) ?? true);
  const isWanted = (from: number, to: number): boolean =>
    isTouched[from] === true || isTouched[to] === true;
  const found = groupConnections(changes, before, after, texts, isWanted);
  const isLess = found.groups.some((group) => group.before !== 0);
  const dependents = isLess ? callersOf(found, changes, sides, users) : NO_CALLERS;
  return [
    ...own,
    ...mergeGroups(found.groups, common, (group) => {
      const spot = blame(group, changes);
      return spot ? describeObject(spot.on) : '';
    }).map(({ groups, subject, members }): Draft => {
      const [first] = groups;
      const change = first.before === 0 ? 'gained' : first.after === 0 ? 'lost' : 'changed';
      return {
        kind: 'connection',
        change,
        about: subject,
        aspect: '',
        noun: 'connections',
        before: texts.textOf(first.before),
        after: texts.textOf(first.after),
        members,
        ...commonSpot(groups.map((group) => blame(group, changes))),
        dependents: uniteDependents(groups.flatMap((group) => dependents.get(group) ?? [])),
      };
    }),
  ];
}

const NO_CALLERS: ReadonlyMap<ConnectionGroup, readonly Dependent[]> = new Map();

/** Who is told the name of a Service of whose pods a connection is lost. */
function callersOf(
  { find }: ConnectionGroups,
  { common }: ReachChanges,
  { before, after }: Sides,
  users: Users,
): ReadonlyMap<ConnectionGroup, readonly Dependent[]> {
  const callers = new Map<ConnectionGroup, Dependent[]>();
  const places = new Map(common.map(({ workload }, place) => [workload.id, place]));
  for (const call of users.calls()) {
    const from = places.get(call.user.id);
    const services = [before, after].flatMap(({ services: all }) => all.get(call.key) ?? []);
    const ends = new Set(
      services.flatMap(({ workloads }) => workloads.map(({ workload }) => workload.id)),
    );
    for (const id of ends) {
      const to = places.get(id);
      if (from === undefined || to === undefined || from === to) continue;
      const found = find(from, to);
      if (!found) continue;
      const ports = podPorts(call, services, id);
      const isLost = (port: number): boolean =>
        found.pair.before !== undefined &&
        allows(found.pair.before.connections, 'TCP', port) &&
        !(found.pair.after && allows(found.pair.after.connections, 'TCP', port));
      const isAny = ports === undefined && found.group.after === 0;
      if (!isAny && ports?.some(isLost) !== true) continue;
      const known = callers.get(found.group);
      if (known) known.push(callerOf(call));
      else callers.set(found.group, [callerOf(call)]);
    }
  }
  return callers;
}

/** The ports of the pods that a call means; undefined where nobody says which. */
function podPorts(
  { use }: Call,
  services: readonly Service[],
  workload: string,
): readonly number[] | undefined {
  if (use.port === undefined) return undefined;
  const ports = services.flatMap((service) =>
    service.ports
      .filter(({ port }) => port === use.port)
      .flatMap(({ targets }) => targets.filter((target) => target.workload === workload)),
  );
  return ports.flatMap(({ port }) => port ?? []);
}
