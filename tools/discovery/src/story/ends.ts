import type { DiscoveryModel } from '../discover.ts';
import type { Endpoint } from '../endpoints/endpoint-slice.ts';
import { parseAddresses } from '../reachability/addresses.ts';
import type { Protocol } from '../reachability/connections.ts';
import type { Explanation } from '../reachability/explanation.ts';
import type { Subject } from '../reachability/subject.ts';
import { containerPorts } from '../workloads/container-ports.ts';
import type { Workload } from '../workloads/workload.ts';
import type { ConnectionEnd, ConnectionOutcome } from './story.ts';

/** Endpoints by workload; those without pod by themselves. */
export function endsOf(
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
export function mergeEnds(ends: readonly ConnectionEnd[]): ConnectionEnd[] {
  const merged = new Map<string, ConnectionEnd>();
  for (const end of ends) {
    const key = `${end.workload?.id ?? end.addresses.join()} ${end.port}`;
    const known = merged.get(key);
    const addresses = [...new Set([...(known?.addresses ?? []), ...end.addresses])];
    merged.set(key, { ...(known ?? end), addresses });
  }
  return [...merged.values()];
}

/** What becomes of connections of which any may go to each of the ends. */
export function outcomeOf(ends: readonly ConnectionEnd[]): ConnectionOutcome {
  const ready = ends.filter((end) => end.ready > 0);
  if (ready.length === 0) return 'no-endpoints';
  if (ready.some(({ policy }) => policy === undefined)) return 'unknown';
  const open = ready.filter(({ policy }) => policy?.allowed);
  if (open.length === ready.length) return 'open';
  return open.length === 0 ? 'blocked' : 'partly-blocked';
}

/** The protocol of a port; TCP where it says none. */
export function protocolOf({ protocol }: { readonly protocol: string }): Protocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}
