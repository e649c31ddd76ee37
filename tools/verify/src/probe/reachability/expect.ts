import { allows, containerPorts, parseAddresses } from '@fingerpost/discovery';
import type {
  DiscoveryModel,
  Party,
  Pod,
  Protocol,
  Service,
  ServicePort,
} from '@fingerpost/discovery';
import { endpointsFor } from '../endpoints-for.ts';
import type { Place, ReachedEndpoint } from '../endpoints-for.ts';
import type { Live } from '../live.ts';
import { decide } from './decision.ts';
import type { Expected } from './expected.ts';

/** Who connects, and from where. */
export interface Client {
  readonly pod: Pod;
  readonly place: Place;
}

/** What becomes of a connection to a port of a Service with cluster IP; undefined: not known. */
export function expectService(
  live: Live,
  client: Client,
  service: Service,
  port: ServicePort,
): Expected | undefined {
  const ends = endpointsFor(live.model, service, port, client.place);
  if (ends.length === 0) {
    const local = service.internalTrafficPolicy === 'Local' && service.endpoints.ready > 0;
    const { noEndpoints, noLocalEndpoints } = service.outcomes;
    return unsent(live.model, client, (local ? noLocalEndpoints : noEndpoints) ?? undefined);
  }
  const protocol = protocolOf(port.protocol);
  const each = ends.map((end) => expectEnd(live, client, end, protocol));
  const [first] = each;
  if (each.every((one) => one === first)) return first;
  if (each.includes(undefined)) return undefined;
  return each.includes('denied') ? 'open-or-denied' : 'arrives';
}

/** What becomes of a connection to a port that a Service does not have. */
export function expectUnknownPort(
  live: Live,
  client: Client,
  { outcomes }: Service,
): Expected | undefined {
  return unsent(live.model, client, outcomes.unknownPort ?? undefined);
}

/** What becomes of a connection to a port of a pod's own address; undefined: not known. */
export function expectPod(
  live: Live,
  { pod }: Client,
  to: Pod,
  protocol: Protocol,
  port: number,
): Expected | undefined {
  const decision = decide(live, pod, to, protocol, port);
  if (decision !== 'allowed') return decision === 'denied' ? 'denied' : undefined;
  return declares(to, protocol, port) && to.ready ? 'open' : 'arrives';
}

function expectEnd(
  live: Live,
  client: Client,
  { endpoint, port }: ReachedEndpoint,
  protocol: Protocol,
): Expected | undefined {
  if (endpoint.pod) return expectPod(live, client, endpoint.pod, protocol, port);
  const addresses = parseAddresses(endpoint.addresses.join());
  const party: Party | undefined = addresses && { addresses };
  if (!party) return undefined;
  return allows(live.model.reachability.allowedBetween(client.pod, party), protocol, port)
    ? 'open'
    : 'denied';
}

/** What no endpoint gets ends as the Service says; where policies isolate the client they may be first. */
function unsent(
  { reachability }: Pick<DiscoveryModel, 'reachability'>,
  { pod }: Client,
  outcome: 'refused' | 'timeout' | undefined,
): Expected | undefined {
  if (outcome === undefined) return undefined;
  return reachability.isolating(pod, 'Egress').length > 0 ? 'closed' : outcome;
}

function declares({ spec }: Pod, protocol: Protocol, port: number): boolean {
  return containerPorts(spec).some((one) => one.port === port && one.protocol === protocol);
}

/** The protocol of a port; TCP where it says none. */
export function protocolOf(protocol: string): Protocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}
