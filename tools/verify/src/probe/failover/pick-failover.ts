import type { Service } from '@fingerpost/discovery';
import { endpointsFor } from '../endpoints-for.ts';
import { mayConnect } from '../clients.ts';
import { hostPort, serviceAddress } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import type { Placement } from '../place-probers.ts';
import type { Disturbance } from './disturber.ts';

/** Who watches, and who is disturbed. */
export interface Failover {
  readonly service: Service;
  readonly url: string;
  readonly client: LivePod;
  readonly victim: LivePod;
}

/**
 * Picks who watches a Service while one of its pods is disturbed: a pod of another workload, and for a node that is cut
 * one on another node. Undefined where there are not two endpoints that would answer, or nobody to watch. A client that
 * keeps its pod would not see another one vanish.
 */
export function pickFailover(
  live: Live,
  { byWorkload }: Placement,
  service: Service,
  disturbance: Disturbance,
): Failover | undefined {
  const address = serviceAddress(live, service);
  if (address === undefined) return undefined;
  if (service.affinity.kind === 'ClientIP') return undefined;
  for (const port of service.ports) {
    if (port.protocol !== 'TCP' || port.name === 'https') continue;
    for (const client of [...byWorkload.values()].flat()) {
      if (!mayConnect(live, client, service, port)) continue;
      const ends = endpointsFor(live.model, service, port, client);
      const victim = live.pods.find(
        (pod) =>
          ends.some(({ endpoint }) => endpoint.pod?.id === pod.predicted.id) &&
          pod.workload !== client.workload &&
          (disturbance !== 'cut' || pod.node !== client.node),
      );
      if (ends.length < 2 || !victim) continue;
      return { service, url: `http://${hostPort(address, port.port)}/`, client, victim };
    }
  }
  return undefined;
}
