import type { Service, ServicePort } from '@fingerpost/discovery';
import type { Live, LivePod } from './live.ts';
import { expectService } from './reachability/expect.ts';

/** Whether a pod may connect to all endpoints of a port that are for it. */
export function mayConnect(
  live: Live,
  client: LivePod,
  service: Service,
  port: ServicePort,
): boolean {
  return expectService(live, { pod: client.predicted, place: client }, service, port) === 'open';
}

/** A pod of another workload where there is one: what a pod sends to itself goes another way. */
export function pickClient(
  found: readonly LivePod[],
  first: LivePod,
  { workloads }: Service,
): LivePod {
  const own = new Set(workloads.map(({ workload }) => workload.id));
  return found.find(({ zone, workload }) => zone === first.zone && !own.has(workload)) ?? first;
}

/** What is spoken on a port, as far as the Service says. */
export function schemeOf({ appProtocol, name }: ServicePort): 'http' | 'https' {
  return /https|tls/u.test(appProtocol) || name === 'https' ? 'https' : 'http';
}
