import { containerPorts } from '../workloads/container-ports.ts';
import type { DiscoveryModel } from '../discover.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../endpoints/endpoint-slice.ts';
import { allIPv4, allIPv6, parseAddresses } from '../reachability/addresses.ts';
import { computeReachability } from '../reachability/compute-reachability.ts';
import { allows } from '../reachability/connections.ts';
import type { Protocol } from '../reachability/connections.ts';
import type { Explanation } from '../reachability/explanation.ts';
import type { Subject } from '../reachability/subject.ts';
import type { Service } from '../services/service.ts';
import type { ServicePort } from '../services/ports.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Connection, ConnectionEnd, ConnectionOutcome, Target } from './story.ts';

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
  const found = slices.flatMap((slice) =>
    slice.endpoints.filter((endpoint) => endpoint.addresses.some((one) => addresses.includes(one))),
  );
  const ports = endpointPorts(slices, found, port);
  if (ports.length === 0 && port !== undefined) return [noSuchPort(port)];
  return ports.map((one): Connection => {
    const number = one.port ?? 0;
    const ends = endsOf(found, number, protocolOf(one), from, model);
    return {
      port: one.port,
      portName: one.name,
      protocol: protocolOf(one),
      outcome: outcomeOf(ends),
      ends: mergeEnds(ends),
    };
  });
}

/** The ports of the slices; a number that was asked for is asked of the pods, whatever the Service says. */
function endpointPorts(
  slices: readonly EndpointSlice[],
  endpoints: readonly Endpoint[],
  port: number | string | undefined,
): EndpointPort[] {
  const all = slices
    .filter((slice) => slice.endpoints.some((endpoint) => endpoints.includes(endpoint)))
    .flatMap(({ ports }) => ports);
  const distinct = [
    ...new Map(all.map((one) => [`${one.name} ${one.port} ${one.protocol}`, one])).values(),
  ];
  if (port === undefined) return distinct;
  if (typeof port === 'string') return distinct.filter(({ name }) => name === port);
  const known = distinct.filter((one) => one.port === port);
  return known.length > 0 ? known : [{ name: '', port, protocol: 'TCP' }];
}

function toOutside(
  addresses: readonly string[],
  from: Subject,
  port: number | string | undefined,
  model: DiscoveryModel,
): Connection[] {
  if (typeof port !== 'number') return [];
  const parsed = addresses.length === 0 ? undefined : parseAddresses(addresses.join());
  const policy = parsed && model.reachability.explain(from, { addresses: parsed }, 'TCP', port);
  const reachable = parsed ? [] : outsideOf(from, port, model);
  const end: ConnectionEnd = {
    workload: undefined,
    addresses: parsed ? addresses : reachable,
    port,
    ready: addresses.length,
    total: addresses.length,
    isDeclared: false,
    policy,
  };
  return [
    {
      port,
      portName: '',
      protocol: 'TCP',
      outcome: outsideOutcome(policy, reachable),
      ends: [end],
    },
  ];
}

/** Where the addresses are not known, it is enough that policies let it reach some. */
function outsideOutcome(
  policy: Explanation | undefined,
  reachable: readonly string[],
): ConnectionOutcome {
  if (policy) return policy.allowed ? 'open' : 'blocked';
  return reachable.length === 0 ? 'blocked' : 'unknown';
}

/** The addresses outside that policies let a pod reach on a port. */
function outsideOf(
  { id }: Subject,
  port: number,
  { store, reachability, workloads }: DiscoveryModel,
): string[] {
  const workload = workloads.find((one) => one.id === id || one.pods.some((pod) => pod.id === id));
  const everything = { addresses: [...allIPv4, ...allIPv6] };
  if (workload === undefined) return [];
  if (allows(reachability.allowedBetween(workload, everything), 'TCP', port)) return ['everywhere'];
  // Alone, so that only what is outside is left to reach.
  return [...computeReachability([workload], store).rows()]
    .filter(({ from, connections }) => {
      if (from !== workload.id) return false;
      return connections === 'All' || connections.some((range) => holds(range, port));
    })
    .map(({ to }) => to);
}

/** Whether `TCP 80` or `TCP 80-443` holds a port. */
function holds(range: string, port: number): boolean {
  const [, first = '', last = first] = /^TCP (\d+)(?:-(\d+))?$/.exec(range) ?? [];
  return first !== '' && Number(first) <= port && port <= Number(last);
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

/** Endpoints by workload; those without pod by themselves. */
function endsOf(
  endpoints: readonly Endpoint[],
  port: number,
  protocol: Protocol,
  from: Subject,
  model: DiscoveryModel,
): ConnectionEnd[] {
  const groups = Map.groupBy(
    endpoints,
    ({ pod, addresses }) => pod?.workload.id ?? addresses.join(),
  );
  return [...groups.values()].map((group): ConnectionEnd => {
    const id = group[0]?.pod?.workload.id;
    const workload = model.workloads.find((one) => one.id === id);
    return {
      workload,
      addresses: group.flatMap(({ addresses }) => addresses),
      port,
      ready: group.filter(({ ready }) => ready !== false).length,
      total: group.length,
      isDeclared: workload !== undefined && declares(workload, port, protocol),
      policy: explain(group, workload, port, protocol, from, model),
    };
  });
}

function declares({ spec }: Workload, port: number, protocol: string): boolean {
  return containerPorts(spec).some((one) => one.port === port && one.protocol === protocol);
}

function explain(
  [endpoint]: readonly Endpoint[],
  workload: Workload | undefined,
  port: number,
  protocol: Protocol,
  from: Subject,
  { reachability }: DiscoveryModel,
): Explanation | undefined {
  const to = endpoint?.pod ?? workload;
  if (to) return reachability.explain(from, to, protocol, port);
  const addresses = endpoint && parseAddresses(endpoint.addresses.join());
  return addresses && reachability.explain(from, { addresses }, protocol, port);
}

/** Of two families there is one end. */
function mergeEnds(ends: readonly ConnectionEnd[]): ConnectionEnd[] {
  const merged = new Map<string, ConnectionEnd>();
  for (const end of ends) {
    const key = `${end.workload?.id ?? end.addresses.join()} ${end.port}`;
    const known = merged.get(key);
    const addresses = [...new Set([...(known?.addresses ?? []), ...end.addresses])];
    merged.set(key, { ...(known ?? end), addresses });
  }
  return [...merged.values()];
}

function outcomeOf(ends: readonly ConnectionEnd[]): ConnectionOutcome {
  const ready = ends.filter((end) => end.ready > 0);
  if (ready.length === 0) return 'no-endpoints';
  if (ready.some(({ policy }) => policy === undefined)) return 'unknown';
  const open = ready.filter(({ policy }) => policy?.allowed);
  if (open.length === ready.length) return 'open';
  return open.length === 0 ? 'blocked' : 'partly-blocked';
}

function protocolOf({ protocol }: { readonly protocol: string }): Protocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}
