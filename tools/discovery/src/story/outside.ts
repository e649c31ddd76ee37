import type { DiscoveryModel } from '../discover.ts';
import { allIPv4, allIPv6, parseAddresses } from '../reachability/addresses.ts';
import { computeReachability } from '../reachability/compute-reachability.ts';
import { allows } from '../reachability/connections.ts';
import type { Explanation } from '../reachability/explanation.ts';
import type { Subject } from '../reachability/subject.ts';
import type { Connection, ConnectionEnd, ConnectionOutcome } from './story.ts';

/** What `outside` has in place of networks where policies let a pod reach every one. */
const EVERYWHERE = 'everywhere';

/** The connection to addresses outside; none where no port is asked for, or only the name of one. */
export function toOutside(
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

/** Where the addresses are not known, only being let out everywhere, or nowhere, is certain. */
function outsideOutcome(
  policy: Explanation | undefined,
  reachable: readonly string[],
): ConnectionOutcome {
  if (policy) return policy.allowed ? 'open' : 'blocked';
  if (reachable.length === 0) return 'blocked';
  return reachable.includes(EVERYWHERE) ? 'open' : 'unknown';
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
  if (allows(reachability.allowedBetween(workload, everything), 'TCP', port)) return [EVERYWHERE];
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
