import { tellStory } from '@fingerpost/discovery';
import type { Service } from '@fingerpost/discovery';
import { addressOf } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { expectService } from '../reachability/expect.ts';
import { servedBy } from '../served-by.ts';

/** Where the cluster's names are asked. */
export interface NameServerAddress {
  readonly address: string;
  readonly service: Service;
  /** The ids of those that answer. */
  readonly workloads: readonly string[];
}

/** The cluster IP of kube-system/kube-dns, which every distribution calls so; undefined where there is none. */
export function nameServerOf(live: Live): NameServerAddress | undefined {
  const service = live.model.services.find(
    ({ namespace, name }) => namespace === 'kube-system' && name === 'kube-dns',
  );
  const address = addressOf(live, service?.clusterIPs[0] ?? '');
  return service && address !== undefined && address !== ''
    ? { address, service, workloads: servedBy(service) }
    : undefined;
}

/** Whether policies let questions of a pod through. One that asks the name servers of its node has another resolv.conf. */
export function hearsNameServer({ model }: Live, { predicted }: LivePod): boolean {
  const story = tellStory(model, { name: 'kubernetes.default', from: predicted.workload });
  return story.nameServer?.udp.allowed === true;
}

/** Whether it is left to the network plugin: where an `ipBlock` holds the addresses of the name server's pods. */
export function mayHearNameServer(
  live: Live,
  pod: LivePod,
  { service }: NameServerAddress,
): boolean {
  const udp = service.ports.find(({ protocol }) => protocol === 'UDP');
  const client = { pod: pod.predicted, place: pod };
  return udp !== undefined && expectService(live, client, service, udp) === undefined;
}
