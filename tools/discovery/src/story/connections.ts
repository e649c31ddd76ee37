import type { DiscoveryModel } from '../discover.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../endpoints/endpoint-slice.ts';
import type { Subject } from '../reachability/subject.ts';
import type { ServicePort } from '../services/ports.ts';
import type { Service } from '../services/service.ts';
import { endsOf, mergeEnds, outcomeOf, protocolOf } from './ends.ts';
import { toOutside } from './outside.ts';
import type { Connection, ConnectionEnd, Target } from './story.ts';

/** The connections to a target: to the port that was asked for, or to every port that it has. */
export function connectionsTo(
  target: Target,
  from: Subject,
  port: number | string | undefined,
  model: DiscoveryModel,
): Connection[] {
  switch (target.kind) {
    case 'service':
      return toService(target.service, from, port, model);
    case 'endpoints':
      return toEndpoints(target.addresses, target.service, from, port, model);
    case 'outside':
      return toOutside(target.addresses, from, port, model);
  }
}

function toService(
  service: Service,
  from: Subject,
  port: number | string | undefined,
  model: DiscoveryModel,
): Connection[] {
  const ports = service.ports.filter((one) => isAsked(one, port));
  if (ports.length === 0 && port !== undefined) return [noSuchPort(port)];
  const slices = slicesOf(service, model);
  return ports.map((one): Connection => {
    const ends = slices.flatMap((slice) => {
      const end = slice.ports.find(
        ({ name, protocol }) => name === one.name && protocol === one.protocol,
      );
      if (!end) return [];
      return endsOf(slice.endpoints, end.port ?? one.port, protocolOf(one), from, model);
    });
    const isUnresolved = ends.length === 0 && slices.some(({ endpoints }) => endpoints.length > 0);
    return {
      port: one.port,
      portName: one.name,
      protocol: protocolOf(one),
      outcome: isUnresolved ? 'no-target-port' : outcomeOf(ends),
      ends: mergeEnds(ends),
    };
  });
}

function isAsked({ name, port }: ServicePort, asked: number | string | undefined): boolean {
  return asked === undefined || asked === port || asked === name;
}

/** Names that lead to endpoints themselves: the port is the pod's, and no Service sends it on to another. */
function toEndpoints(
  addresses: readonly string[],
  service: Service | undefined,
  from: Subject,
  port: number | string | undefined,
  model: DiscoveryModel,
): Connection[] {
  const slices = service ? slicesOf(service, model) : model.slices;
  const answered = new Set(addresses);
  const found = slices.flatMap((slice) =>
    slice.endpoints.filter((endpoint) => endpoint.addresses.some((one) => answered.has(one))),
  );
  const ports = endpointPorts(slices, found, port);
  if (ports.length === 0 && port !== undefined) return [noSuchPort(port)];
  return ports.map((one): Connection => {
    const number = one.port ?? 0;
    const ends = mergeEnds(endsOf(found, number, protocolOf(one), from, model));
    const isForwarded = service?.addressing !== 'headless' || !isMistaken(service, number, ends);
    return {
      port: one.port,
      portName: one.name,
      protocol: protocolOf(one),
      outcome: isForwarded ? outcomeOf(ends) : 'not-forwarded',
      ends,
    };
  });
}

/** Whether a port is only that of the Service, which nothing turns into the pods' own. */
function isMistaken({ ports }: Service, number: number, ends: readonly ConnectionEnd[]): boolean {
  if (ends.some(({ isDeclared }) => isDeclared)) return false;
  const meant = ports.filter(({ port }) => port === number);
  return (
    meant.length > 0 && !meant.some(({ targets }) => targets.some(({ port }) => port === number))
  );
}

/** The ports of the slices; a number that was asked for is asked of the pods, whatever the Service says. */
function endpointPorts(
  slices: readonly EndpointSlice[],
  endpoints: readonly Endpoint[],
  port: number | string | undefined,
): EndpointPort[] {
  const found = new Set(endpoints);
  const all = slices
    .filter((slice) => slice.endpoints.some((endpoint) => found.has(endpoint)))
    .flatMap(({ ports }) => ports);
  const distinct = [
    ...new Map(all.map((one) => [`${one.name} ${one.port} ${one.protocol}`, one])).values(),
  ];
  if (port === undefined) return distinct;
  if (typeof port === 'string') return distinct.filter(({ name }) => name === port);
  const known = distinct.filter((one) => one.port === port);
  return known.length > 0 ? known : [{ name: '', port, protocol: 'TCP' }];
}

function noSuchPort(port: number | string): Connection {
  return {
    port: typeof port === 'number' ? port : undefined,
    portName: typeof port === 'string' ? port : '',
    protocol: 'TCP',
    outcome: 'no-such-port',
    ends: [],
  };
}

function slicesOf({ namespace, name }: Service, { slices }: DiscoveryModel): EndpointSlice[] {
  return slices.filter((slice) => slice.namespace === namespace && slice.service === name);
}
