import { plural } from '@fingerpost/text';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '@fingerpost/discovery';

import type { Draft, Spot } from './draft.ts';
import { listSome } from './list-some.ts';
import { matchPorts } from './match-ports.ts';
import { commonLabel, leadsNowhere } from './port-text.ts';
import type { RecordLedger } from './record-ledger.ts';
import { nameOfService } from './sides.ts';
import type { ServicePair, Side, Sides } from './sides.ts';
import type { Users } from './users.ts';

/** Who stands behind the ports of Services: how many are ready, and of which workloads. */
export function compareEndpoints(
  sides: Sides,
  pairs: readonly ServicePair[],
  ledger: RecordLedger,
  users: Users,
): Draft[] {
  return pairs.flatMap(({ key, before, after }): Draft[] => {
    if (before.addressing === 'external-name' || after.addressing === 'external-name') return [];
    const changes = portPairs(before, after).flatMap((pair): PortChange[] => {
      const change = compareOne(key, pair, sides);
      return change ? [change] : [];
    });
    const count = Math.max(before.ports.length, after.ports.length, 1);
    const alike = Map.groupBy(changes, (change) => `${change.before}\n${change.after}`);
    return [...alike.values()].flatMap((group): Draft[] => {
      const [first] = group;
      if (!first) return [];
      const isHeadless = before.addressing === 'headless' && after.addressing === 'headless';
      // The records of the pods say it.
      if (isHeadless && first.isCount) return [];
      const records = isHeadless
        ? ledger.take(nameOfService(after, sides.after))
        : { lost: [], gained: [] };
      const isSingle = group.length === 1 && count > 1;
      return [
        {
          kind: 'endpoints',
          change: 'changed',
          about: key,
          aspect: isSingle || count === 1 ? first.label : '',
          noun: 'Services',
          before: withRecords(first.before, records.lost.length),
          after: withRecords(first.after, records.gained.length),
          ...(group.length > 1 && { members: group.map(({ label }) => label).toSorted() }),
          spot: first.spot,
          worse: first.isWorse,
          better: first.isBetter,
          dependents: first.isCount ? [] : users.ofService(key),
        },
      ];
    });
  });
}

type PortPair = readonly [before: ServicePort | undefined, after: ServicePort | undefined];

/** A Service without ports has endpoints, too. */
function portPairs(before: Service, after: Service): readonly PortPair[] {
  if (before.ports.length === 0 && after.ports.length === 0) return [[undefined, undefined]];
  return matchPorts(before, after).both;
}

interface PortChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** No more than a number changed, and not from or to none. */
  readonly isCount: boolean;
  readonly isWorse: boolean;
  readonly isBetter: boolean;
  readonly spot: Spot;
}

function compareOne(
  key: string,
  [oldPort, freshPort]: PortPair,
  { before, after }: Sides,
): PortChange | undefined {
  const [service, oldService] = [after.services.get(key), before.services.get(key)];
  if (!service || !oldService) return undefined;
  // That its target is no more is said of the port.
  if (oldPort && freshPort && leadsNowhere(oldPort) !== leadsNowhere(freshPort)) return undefined;
  const old = stateOf(key, oldPort, before);
  const fresh = stateOf(key, freshPort, after);
  const isSame = old.behind.join() === fresh.behind.join();
  if (isSame && old.ready === fresh.ready && old.total === fresh.total) return undefined;
  const none = old.total === 0 || fresh.total === 0;
  const withNames = !isSame && !none;
  return {
    label: oldPort && freshPort ? commonLabel(oldPort, freshPort) : '',
    before: textOf(old, oldService, oldPort, withNames),
    after: textOf(fresh, service, freshPort, withNames),
    isCount: isSame && old.ready > 0 && fresh.ready > 0,
    isWorse: fresh.ready === 0 && old.ready > 0,
    isBetter: fresh.ready > 0 && old.ready === 0,
    spot: spotOf(service, isSame),
  };
}

interface State {
  readonly ready: number;
  readonly total: number;
  /** Ids of workloads, and addresses that were written by hand; sorted. */
  readonly behind: readonly string[];
  /** There are EndpointSlices, though none with this port. */
  readonly hasOthers: boolean;
}

/** Counts the endpoints of the family that has most: the other has the same pods. */
function stateOf(key: string, port: ServicePort | undefined, { slices }: Side): State {
  const all = slices.get(key) ?? [];
  const own = all.filter((slice) => !port || hasPort(slice, port));
  const families = Map.groupBy(own, ({ addressType }) => addressType);
  const lists = [...families.values()].map((some) => some.flatMap(({ endpoints }) => endpoints));
  const most = lists.reduce((a, b) => (b.length > a.length ? b : a), []);
  return {
    ready: most.filter(({ ready }) => ready !== false).length,
    total: most.length,
    behind: [...new Set(lists.flat().flatMap(whoIs))].toSorted(),
    hasOthers: own.length === 0 && all.length > 0,
  };
}

function hasPort({ ports }: EndpointSlice, { name, protocol }: ServicePort): boolean {
  return ports.some((port) => port.name === name && port.protocol === protocol);
}

function whoIs({ pod, addresses }: Endpoint): readonly string[] {
  return pod ? [pod.workload.id] : addresses;
}

function textOf(
  { ready, total, behind, hasOthers }: State,
  service: Service,
  port: ServicePort | undefined,
  withNames: boolean,
): string {
  if (total === 0) return `no endpoints: ${reasonOf(service, port, hasOthers)}`;
  const count = `${ready} of ${plural(total, 'endpoint')} ready`;
  return withNames ? `${count}: ${listSome(behind, 50)}` : count;
}

function reasonOf(
  { selector, workloads }: Service,
  port: ServicePort | undefined,
  hasOthers: boolean,
): string {
  if (selector === null) {
    return hasOthers
      ? 'no EndpointSlice has this port'
      : 'it has no selector, and no EndpointSlice has any';
  }
  const [first] = workloads;
  if (!first) return 'the selector matches no pod';
  if (workloads.every(({ pods }) => pods.length === 0)) {
    return workloads.length === 1 ? `${first.workload.id} has no pods` : 'no workload has pods';
  }
  if (port && leadsNowhere(port)) return `no container has a port ${port.targetPort}`;
  return 'no pod has an address';
}

function spotOf({ stored, selector, workloads }: Service, isSame: boolean): Spot {
  const [only, ...others] = workloads;
  if (isSame && only && others.length === 0)
    return { on: only.workload.stored, field: 'spec.replicas' };
  return { on: stored, field: selector === null ? 'spec' : 'spec.selector' };
}

function withRecords(text: string, count: number): string {
  return count === 0 ? text : `${text}, ${plural(count, 'record')}`;
}
