import { hostnameOf } from '@fingerpost/discovery';
import type { Service, ServicePort } from '@fingerpost/discovery';
import { endpointsFor } from '../endpoints-for.ts';
import { hostPort, serviceAddress } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import type { Placement } from '../place-probers.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { serviceSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { servedBy } from '../served-by.ts';
import { mayConnect, pickClient, schemeOf } from '../clients.ts';
import { judgeSpread } from './judge-spread.ts';
import type { ExpectedSpread } from './judge-spread.ts';

/** Connections for each endpoint: enough to see that one gets a third more or less than its share. */
const PER_ENDPOINT = 150;
const MOST = 2000;
const DNS = 53;
/** Enough to see that a client does not keep its pod: with two pods chance keeps it once in 2^49. */
const FOR_AFFINITY = 50;

/**
 * New connections to every port of every Service with cluster IP that a proxy balances, from one pod of each zone that may
 * connect: how even they are, whether they stay in the zone, or on one pod, where that is asked for.
 */
export function planBalance(live: Live, placement: Placement): Plan {
  const clients = [...placement.byWorkload.values()].flat();
  const probes: Probe[] = [];
  const skipped: Plan['skipped'][number][] = [];
  for (const service of live.model.services) {
    const address = serviceAddress(live, service);
    if (address === undefined) continue;
    for (const port of service.ports) {
      const about = {
        part: partOf(service),
        subject: subjectOf(service, port),
        predicted: describeBalance(service),
      };
      const mute = whyMute(live, service, port);
      if (mute !== undefined) {
        skipped.push(skip(about, mute));
        continue;
      }
      const found = clients.filter((client) => mayConnect(live, client, service, port));
      const zones = Map.groupBy(found, ({ zone }) => zone);
      if (zones.size === 0) {
        const none = service.endpoints.ready === 0;
        const reason = none
          ? 'it has no ready endpoint'
          : 'no pod may connect to all of its endpoints';
        skipped.push(skip(about, reason));
      }
      for (const [first] of zones.values()) {
        if (!first) continue;
        probes.push(probeOf(live, pickClient(found, first, service), { service, port, address }));
      }
    }
  }
  return { probes, skipped };
}

/** Why nobody there would say who they are. */
function whyMute(
  { model: { slices } }: Live,
  { namespace, name }: Service,
  { port, protocol }: ServicePort,
): string | undefined {
  const own = slices.filter((slice) => slice.namespace === namespace && slice.service === name);
  if (own.some(({ endpoints }) => endpoints.some(({ pod }) => !pod))) {
    return 'endpoints that are no pods do not say who they are';
  }
  if (protocol !== 'TCP') return `answers by ${protocol} do not say who gave them`;
  return port === DNS ? 'name servers do not say who they are' : undefined;
}

function probeOf(
  live: Live,
  client: LivePod,
  { service, port, address }: { service: Service; port: ServicePort; address: string },
): Probe {
  const ends = endpointsFor(live.model, service, port, client);
  const hosts = ends.map(({ endpoint }) => hostOf(live, endpoint.addresses[0] ?? ''));
  const [end] = ends;
  const picks = service.affinity.kind === 'ClientIP' ? 'one' : 'each';
  const times = picks === 'one' ? FOR_AFFINITY : Math.min(PER_ENDPOINT * hosts.length, MOST);
  const expected: ExpectedSpread = { hosts, picks, port: end?.port ?? 0, times };
  const source = serviceSource(service, port);
  return {
    ...(source && { source }),
    part: partOf(service),
    subject: `pod(${client.predicted.id}) -> ${subjectOf(service, port)}`,
    predicted: `${describeBalance(service)}: ${hosts.toSorted().join(', ')}`,
    from: client,
    workloads: servedBy(service),
    question: {
      kind: 'spread',
      url: `${schemeOf(port)}://${hostPort(address, port.port)}/`,
      times,
      parallel: 1,
    },
    judge: (answer, seen) => judgeSpread(expected, answer, seen),
  };
}

/** What a pod calls itself, where the kubelet may cut its name or put another in its place; of what is no pod its address. */
function hostOf({ model, pods }: Live, symbol: string): string {
  const pod = pods.find(({ predicted }) =>
    predicted.addresses.some(({ address }) => address === symbol),
  );
  if (!pod) return symbol;
  const { name, node, predicted } = pod;
  const { hostname } = hostnameOf({ ...predicted, name }, model.environment.clusterDomain);
  return hostname ?? (predicted.hostNetwork ? node : name);
}

function partOf({ affinity }: Service): 'affinity' | 'balance' {
  return affinity.kind === 'ClientIP' ? 'affinity' : 'balance';
}

function describeBalance({ affinity, distribution }: Service): string {
  if (affinity.kind === 'ClientIP') return 'all connections of a client on one pod';
  const kept = distribution.asked === 'none' ? '' : `, kept in the ${distribution.asked}`;
  return `chance picks for every connection${kept}`;
}

function subjectOf({ namespace, name }: Service, port: ServicePort): string {
  return `${namespace}/${name}:${port.port}`;
}
