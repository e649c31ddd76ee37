import { integer, intOrString, object, objects, optionalFlag, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';
import { labelMatchOf } from './label-match.ts';
import { namespacesOf } from './namespaces.ts';
import { allContainerPorts } from './pod-targets.ts';
import type { AnyContainerPort } from './pod-targets.ts';
import type { ScrapeIndex } from './scrape-index.ts';
import type { EmptySelection, ScrapePool, ScrapeTarget } from './scrape.ts';

/** The targets of a PodMonitor (`generatePodMonitorConfig` of promcfg.go). */
export function podMonitorPools(stored: StoredObject, index: ScrapeIndex): readonly ScrapePool[] {
  const spec = object(stored.object, 'spec');
  const matches = labelMatchOf(spec);
  const pods = index
    .pods(namespacesOf(spec, stored.namespace))
    .filter(({ labels, addresses }) => addresses.length > 0 && matches(labels));
  return objects(spec, 'podMetricsEndpoints').map((endpoint, number) => {
    const keepsEnded = optionalFlag(endpoint, 'filterRunning') === false;
    const found = pods
      .filter(({ phase }) => keepsEnded || (phase !== 'Failed' && phase !== 'Succeeded'))
      .map((pod) => ({ pod, targets: targetsOf(stored, pod, endpoint) }));
    const empty = found.flatMap(({ pod, targets }): EmptySelection[] =>
      targets.length > 0 ? [] : [{ selected: `Pod/${pod.id}`, reason: 'no-such-port' }],
    );
    return {
      name: `podMonitor/${stored.namespace}/${stored.name}/${number}`,
      path: text(endpoint, 'path') || '/metrics',
      scheme: (text(endpoint, 'scheme') || 'http').toLowerCase(),
      interval: text(endpoint, 'interval'),
      port:
        text(endpoint, 'port') ||
        integer(endpoint, 'portNumber') ||
        intOrString(endpoint, 'targetPort') ||
        '',
      targets: found.flatMap(({ targets }) => targets),
      empty: found.length === 0 ? [{ selected: '', reason: 'nothing-selected' }] : empty,
    };
  });
}

function targetsOf(stored: StoredObject, pod: Pod, endpoint: JsonObject): readonly ScrapeTarget[] {
  const label = pod.labels.get(text(object(stored.object, 'spec'), 'jobLabel')) ?? '';
  return allContainerPorts(pod.spec)
    .filter((port) => isMeant(port, endpoint))
    .map(({ port }) => ({
      job: label === '' ? `${stored.namespace}/${stored.name}` : label,
      namespace: pod.namespace,
      service: '',
      pod: pod.id,
      address: pod.addresses[0]?.address ?? '',
      port: port ?? 0,
      probed: '',
    }));
}

function isMeant({ name, port }: AnyContainerPort, endpoint: JsonObject): boolean {
  const wantedName = text(endpoint, 'port');
  if (wantedName !== '') return name === wantedName;
  const wanted = integer(endpoint, 'portNumber') || intOrString(endpoint, 'targetPort');
  if (wanted === undefined || wanted === 0 || wanted === '') return true;
  return typeof wanted === 'number' ? port === wanted : name === wanted;
}
