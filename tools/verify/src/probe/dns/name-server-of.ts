import { tellStory } from '@fingerpost/discovery';
import { addressOf } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { servedBy } from '../served-by.ts';

/** Where the cluster's names are asked. */
export interface NameServerAddress {
  readonly address: string;
  /** As the model has it, of both families. */
  readonly written: readonly string[];
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
    ? { address, written: service.clusterIPs, workloads: servedBy(service) }
    : undefined;
}

/** Whether policies let questions of a pod through. One that asks the name servers of its node has another resolv.conf. */
export function hearsNameServer({ model }: Live, { predicted }: LivePod): boolean {
  const story = tellStory(model, { name: 'kubernetes.default', from: predicted.workload });
  return story.nameServer?.udp.allowed === true;
}
