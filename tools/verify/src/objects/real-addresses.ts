import { object, objects, text, texts } from '@fingerpost/apiserver';

import { addressesOfPod } from './live-pod.ts';
import type { LiveObjects } from './live-objects.ts';
import type { PairedPods } from './pair-pods.ts';

/**
 * The real addresses that a symbol of the model stands for, the first family first: `clusterIP(backend/go-server)`,
 * `pod(data/event-log-0)`, `pod(backend/Deployment/go-server[0])`, `node(node-a)`. An address stands for itself. None
 * where the cluster has no such object, or it has no address.
 */
export type RealAddresses = (symbol: string) => readonly string[];

const SYMBOL = /^(clusterIP|node|pod)\((.*)\)$/;

export function realAddresses(live: LiveObjects, { real }: PairedPods): RealAddresses {
  const services = new Map(
    live.services.map((service) => [
      `${text(service.metadata, 'namespace')}/${service.metadata.name}`,
      texts(object(service, 'spec'), 'clusterIPs').filter((address) => address !== 'None'),
    ]),
  );
  const nodes = new Map(
    live.nodes.map((node) => [
      node.metadata.name,
      objects(object(node, 'status'), 'addresses')
        .filter((entry) => text(entry, 'type') === 'InternalIP')
        .map((entry) => text(entry, 'address')),
    ]),
  );
  return (symbol) => {
    const [, kind, name = ''] = SYMBOL.exec(symbol) ?? [];
    const pod = real.get(name);
    if (kind === 'clusterIP') return services.get(name) ?? [];
    if (kind === 'pod') return pod ? addressesOfPod(pod) : [];
    // A pod of the host network stands for its node where the model does not know that one.
    if (kind === 'node') return nodes.get(name) ?? (pod ? addressesOfPod(pod) : []);
    return [symbol];
  };
}
