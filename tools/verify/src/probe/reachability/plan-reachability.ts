import { containerPorts, parseAddresses } from '@fingerpost/discovery';
import type { Pod, Protocol } from '@fingerpost/discovery';
import type { Check } from '../../check.ts';
import { sourceOf } from '../../objects/source-of.ts';
import { endpointsFor } from '../endpoints-for.ts';
import { addressOf, hostPort } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { denialSource, serviceSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { servedBy } from '../served-by.ts';
import { expectPod, expectService, expectUnknownPort, protocolOf } from './expect.ts';
import type { Client } from './expect.ts';
import { describeExpected } from './expected.ts';
import type { Expected } from './expected.ts';
import { judgeConnection } from './judge-connection.ts';

/** A port that nothing has any more: tcpmux. */
const UNUSED = 1;

/** A connection that is tried. */
interface Destination {
  readonly part: 'external' | 'reachability';
  readonly subject: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Those that answer. */
  readonly workloads: readonly string[];
  readonly source: Check['source'];
  /** Undefined: not known. */
  readonly expected: Expected | undefined;
}

/**
 * Connections from a pod to every port of every Service, to a port that no Service has, to every port of a pod of every
 * workload, itself included, and to one that no pod has: allowed and denied ones.
 */
export function planReachability(live: Live, from: LivePod): Plan {
  const client: Client = { pod: from.predicted, place: from };
  const all = [...toServices(live, client), ...toPods(live, client)];
  const whyNot = ({ protocol, expected }: Destination): string | undefined => {
    if (protocol === 'SCTP') return 'the prober does not speak SCTP';
    return expected ? undefined : 'it depends on something that the manifests do not say';
  };
  return {
    probes: all.flatMap((one) =>
      one.expected && whyNot(one) === undefined ? probeOf(from, one, one.expected) : [],
    ),
    skipped: all.flatMap((one) => {
      const reason = whyNot(one);
      const predicted = one.expected ? describeExpected(one.expected) : 'not known';
      const about = { part: one.part, subject: subjectOf(from, one.subject), predicted };
      return reason === undefined ? [] : [skip(about, reason)];
    }),
  };
}

function toServices(live: Live, client: Client): Destination[] {
  const { model } = live;
  return model.services.flatMap((service): Destination[] => {
    const address = addressOf(live, service.clusterIPs[0] ?? '');
    if (service.addressing !== 'cluster-ip' || address === undefined) return [];
    const name = `${service.namespace}/${service.name}`;
    const part = isOutside(live, name) ? 'external' : 'reachability';
    const ports = service.ports.map((port): Destination => {
      const expected = expectService(model, client, service, port);
      const ends = expected === 'denied' ? endpointsFor(model, service, port, client.place) : [];
      const protocol = protocolOf(port.protocol);
      const denials = ends.flatMap(({ endpoint, port: end }) => {
        const { pod, addresses } = endpoint;
        const party = pod ?? { addresses: parseAddresses(addresses.join()) ?? [] };
        return denialSource(model.reachability, client.pod, party, protocol, end) ?? [];
      });
      return {
        part,
        subject: `${name}:${port.port}${suffixOf(protocol)}`,
        address,
        port: port.port,
        protocol,
        workloads: servedBy(service),
        source: denials[0] ?? serviceSource(service, port),
        expected,
      };
    });
    const free = service.ports.every(({ port }) => port !== UNUSED);
    const unknown: Destination = {
      part: 'reachability',
      subject: `${name}:${UNUSED} (no port of it)`,
      address,
      port: UNUSED,
      protocol: 'TCP',
      workloads: servedBy(service),
      source: serviceSource(service),
      expected: expectUnknownPort(model, client, service),
    };
    return free ? [...ports, unknown] : ports;
  });
}

/** Whether some endpoint of a Service is no pod of the cluster. */
function isOutside({ model }: Live, name: string): boolean {
  return model.slices.some(
    ({ namespace, service, endpoints }) =>
      `${namespace}/${service}` === name && endpoints.some(({ pod }) => !pod),
  );
}

function toPods({ model, pods }: Live, client: Client): Destination[] {
  const ready = pods.filter((pod) => pod.ready && pod.addresses.length > 0);
  const byWorkload = Map.groupBy(ready, ({ workload }) => workload);
  return [...byWorkload.values()].flatMap((all): Destination[] => {
    const own = all.find(({ predicted }) => predicted.id === client.pod.id);
    const other = all.find(({ predicted }) => predicted.id !== client.pod.id);
    return [own, other].flatMap((pod) => (pod ? toPod(model.reachability, client, pod) : []));
  });
}

function toPod(
  reachability: Live['model']['reachability'],
  client: Client,
  { predicted, addresses: [address = ''] }: LivePod,
): Destination[] {
  const declared = containerPorts(predicted.spec);
  const ports = new Map(
    declared.map(({ port, protocol }) => [
      `${port} ${protocol}`,
      { port, protocol: protocolOf(protocol) },
    ]),
  );
  const unused = { port: UNUSED, protocol: 'TCP' as const };
  const isFree = !predicted.hostNetwork && !ports.has(`${UNUSED} TCP`);
  return [...ports.values(), ...(isFree ? [unused] : [])].map(({ port, protocol }) => {
    const expected = expectPod({ reachability }, client, predicted, protocol, port);
    const denial =
      expected === 'denied'
        ? denialSource(reachability, client.pod, predicted, protocol, port)
        : undefined;
    return {
      part: 'reachability',
      subject: `${nameOf(predicted, client)}:${port}${suffixOf(protocol)}`,
      address,
      port,
      protocol,
      workloads: [predicted.workload.id],
      source: denial ?? sourceOf(predicted.workload.stored.resource),
      expected,
    };
  });
}

function nameOf({ id }: Pod, { pod }: Client): string {
  return id === pod.id ? 'itself' : `pod(${id})`;
}

function probeOf(
  from: LivePod,
  { part, subject, address, port, protocol, workloads, source }: Destination,
  expected: Expected,
): Probe {
  const asked = {
    network: protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
    address: hostPort(address, port),
  };
  return {
    part,
    subject: subjectOf(from, subject),
    predicted: describeExpected(expected),
    from,
    workloads,
    ...(source && { source }),
    question: { kind: 'connect', ...asked },
    judge: (answer, seen) => judgeConnection(expected, asked, answer, seen),
  };
}

function subjectOf({ predicted }: LivePod, to: string): string {
  return `pod(${predicted.id}) -> ${to}`;
}

function suffixOf(protocol: Protocol): string {
  return protocol === 'TCP' ? '' : `/${protocol}`;
}
