import { containerPorts } from '@fingerpost/discovery';
import type { Pod } from '@fingerpost/discovery';
import { sourceOf } from '../../objects/source-of.ts';
import type { Live, LivePod } from '../live.ts';
import { denialSource } from '../predicted-by.ts';
import { suffixOf, UNUSED } from './destination.ts';
import type { Destination } from './destination.ts';
import { expectPod, protocolOf } from './expect.ts';
import type { Client } from './expect.ts';

/** Every port of a pod of every workload, the client itself included, and one that it does not have. */
export function toPods(live: Live, client: Client): Destination[] {
  const ready = live.pods.filter((pod) => pod.ready && pod.addresses.length > 0);
  const byWorkload = Map.groupBy(ready, ({ workload }) => workload);
  return [...byWorkload.values()].flatMap((all): Destination[] => {
    const own = all.find(({ predicted }) => predicted.id === client.pod.id);
    const other = all.find(({ predicted }) => predicted.id !== client.pod.id);
    return [own, other].flatMap((pod) => (pod ? toPod(live, client, pod) : []));
  });
}

function toPod(
  live: Live,
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
    const expected = expectPod(live, client, predicted, protocol, port);
    const denial =
      expected === 'denied'
        ? denialSource(live.model.reachability, client.pod, predicted, protocol, port)
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
