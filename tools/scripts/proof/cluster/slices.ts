import { integer, object, objects, optionalFlag, text, textMap } from '@fingerpost/apiserver';

import { labelOf, runKubectl } from './reality.ts';
import type { Reality } from './reality.ts';

/** The ready endpoints that the port of a Service has. @param service `backend/go-server` */
export async function countEndpoints(
  reality: Reality,
  service: string,
  port: string,
): Promise<string> {
  const ready = await portsOf(reality, service, port);
  if (ready.length === 0) return 'nobody';
  return `${ready.length} ready on ${[...new Set(ready)].toSorted((a, b) => a - b).join(', ')}`;
}

/** The number of the port, once for each ready endpoint. */
async function portsOf({ cluster }: Reality, service: string, port: string): Promise<number[]> {
  const [namespace = '', name] = service.split('/');
  const kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
  const slices = await cluster.list(kind, namespace);
  return slices
    .filter(({ metadata }) => labelOf(metadata, 'kubernetes.io/service-name') === name)
    .flatMap((slice) => {
      const found = objects(slice, 'ports').find((one) => text(one, 'name') === port);
      if (!found) return [];
      return objects(slice, 'endpoints')
        .filter((endpoint) => optionalFlag(object(endpoint, 'conditions'), 'ready') !== false)
        .map(() => integer(found, 'port'));
    });
}

/** What a ServiceMonitor leads to: the API server itself selects the Services. @param monitor `backend/go-server` */
export async function countScrapes(reality: Reality, monitor: string): Promise<string> {
  const [namespace = '', name = ''] = monitor.split('/');
  const kind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };
  const found = await reality.cluster.get({ ...kind, namespace, name });
  if (!found) throw new Error(`the cluster has no ServiceMonitor ${monitor}`);
  const spec = object(found, 'spec');
  const labels = textMap(object(spec, 'selector'), 'matchLabels');
  const selector = labels.map(([key, value]) => `${key}=${value}`).join(',');
  const args = ['get', 'services', `--namespace=${namespace}`, `--selector=${selector}`];
  const names = (await runKubectl(reality, [...args, '--output=name'])).split('\n').filter(Boolean);
  if (names.length === 0) return 'no Service is selected';
  const counts = await Promise.all(
    names.flatMap((service) =>
      objects(spec, 'endpoints').map(async (endpoint) => {
        const place = service.replace('service', namespace);
        const ports = await portsOf(reality, place, text(endpoint, 'port'));
        return ports.length;
      }),
    ),
  );
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum === 0 ? 'no endpoint has the port' : `${sum} endpoints`;
}
