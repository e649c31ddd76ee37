import { allows, describeConnections, parseAddresses } from '@fingerpost/discovery';
import type { Reachability } from '@fingerpost/discovery';
import { hostPort } from '../fill-in.ts';
import type { LivePod } from '../live.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { egressSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { describeExpected } from '../reachability/expected.ts';
import { judgeConnection } from '../reachability/judge-connection.ts';

/** What an alias led a pod to. */
export interface FoundAlias {
  readonly from: LivePod;
  /** `data/postgres-external` */
  readonly name: string;
  readonly addresses: readonly string[];
}

/**
 * Connections to what aliases led to. No manifest says the ports: they are those that the policies of any of the pods
 * name for the address.
 */
export function planOutside(reachability: Reachability, found: readonly FoundAlias[]): Plan {
  const ports = portsByAddress(reachability, found);
  const all = found.flatMap(({ from, name, addresses }) =>
    addresses.map((address) => ({ from, name, address, named: ports.get(address) ?? [] })),
  );
  return {
    probes: all.flatMap(({ from, name, address, named }) =>
      named.map((port): Probe => {
        const party = parseAddresses(address) ?? [];
        const allowed = reachability.allowedBetween(from.predicted, { addresses: party });
        const expected = allows(allowed, 'TCP', port) ? 'open' : 'denied';
        const asked = { network: 'tcp' as const, address: hostPort(address, port) };
        const source = egressSource(reachability, from.predicted);
        return {
          ...(source && { source }),
          part: 'external',
          subject: `pod(${from.predicted.id}) -> ${name} ${asked.address}`,
          predicted: describeExpected(expected),
          from,
          workloads: [],
          question: { kind: 'connect', ...asked },
          judge: (answer, seen) => judgeConnection(expected, asked, answer, seen),
        };
      }),
    ),
    skipped: all
      .filter(({ named }) => named.length === 0)
      .map(({ from, name, address }) => {
        const subject = `pod(${from.predicted.id}) -> ${name} ${address}`;
        const about = { part: 'external' as const, subject, predicted: 'a connection' };
        return skip(about, 'no policy names a single port of TCP for it');
      }),
  };
}

function portsByAddress(
  reachability: Reachability,
  found: readonly FoundAlias[],
): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, Set<number>>();
  for (const { from, addresses } of found) {
    for (const address of addresses) {
      const known = ports.get(address) ?? new Set();
      for (const port of namedPorts(reachability, from, address)) known.add(port);
      ports.set(address, known);
    }
  }
  return new Map([...ports].map(([address, all]) => [address, [...all].toSorted((a, b) => a - b)]));
}

/** Single ports of TCP; where every port is allowed none is meant. */
function namedPorts(reachability: Reachability, from: LivePod, address: string): number[] {
  const addresses = parseAddresses(address);
  if (!addresses) return [];
  const allowed = describeConnections(reachability.allowedBetween(from.predicted, { addresses }));
  if (allowed === 'All') return [];
  return allowed.flatMap((text) => {
    const [, port] = /^TCP (\d+)$/u.exec(text) ?? [];
    return port === undefined ? [] : [Number(port)];
  });
}
