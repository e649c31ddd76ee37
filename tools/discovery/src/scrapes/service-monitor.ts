import { intOrString, object, objects, optionalFlag, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { describeObject } from '../store/stored-object.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { endpointTargets } from './endpoint-targets.ts';
import type { EndpointTarget } from './endpoint-targets.ts';
import { labelMatchOf } from './label-match.ts';
import { namespacesOf } from './namespaces.ts';
import type { ScrapeIndex } from './scrape-index.ts';
import type { EmptySelection, ScrapePool, ScrapeTarget } from './scrape.ts';

/** The targets of a ServiceMonitor (`generateServiceMonitorConfig` of promcfg.go): it selects by the labels of Services. */
export function serviceMonitorPools(
  stored: StoredObject,
  index: ScrapeIndex,
): readonly ScrapePool[] {
  const spec = object(stored.object, 'spec');
  const matches = labelMatchOf(spec);
  const services = index
    .services(namespacesOf(spec, stored.namespace), object(spec, 'selector'))
    .filter(({ labels }) => matches(labels));
  return objects(spec, 'endpoints').map((endpoint, number) => {
    const found = services.map((service) => ({
      service,
      targets: targetsOf(service, spec, endpoint, index),
    }));
    const empty = found.flatMap(({ service, targets }): EmptySelection[] => {
      if (targets.length > 0) return [];
      const hasAny = index.slices(service).some(({ endpoints }) => endpoints.length > 0);
      return [
        { selected: describeObject(service), reason: hasAny ? 'no-such-port' : 'no-endpoints' },
      ];
    });
    return {
      name: `serviceMonitor/${stored.namespace}/${stored.name}/${number}`,
      path: text(endpoint, 'path') || '/metrics',
      scheme: (text(endpoint, 'scheme') || 'http').toLowerCase(),
      interval: text(endpoint, 'interval'),
      port: portAskedFor(endpoint),
      targets: found.flatMap(({ targets }) => targets),
      empty: services.length === 0 ? [{ selected: '', reason: 'nothing-selected' }] : empty,
    };
  });
}

function portAskedFor(endpoint: JsonObject): number | string {
  return text(endpoint, 'port') || intOrString(endpoint, 'targetPort') || '';
}

function targetsOf(
  service: StoredObject,
  spec: JsonObject | undefined,
  endpoint: JsonObject,
  index: ScrapeIndex,
): readonly ScrapeTarget[] {
  const label = service.labels.get(text(spec, 'jobLabel'));
  const job = label === undefined || label === '' ? service.name : label;
  const keepsEnded = optionalFlag(endpoint, 'filterRunning') === false;
  return endpointTargets(index.slices(service))
    .filter((target) => isMeant(target, endpoint) && (keepsEnded || !hasEnded(target)))
    .map(({ pod, address, port }) => ({
      job,
      namespace: service.namespace,
      service: service.name,
      pod: pod?.id ?? '',
      address,
      port,
      probed: '',
    }));
}

/** `port` is the name of a port of the Service, `targetPort` one that a container declares; the former comes first. */
function isMeant({ portName, container }: EndpointTarget, endpoint: JsonObject): boolean {
  const name = text(endpoint, 'port');
  if (name !== '') return portName === name;
  const target = intOrString(endpoint, 'targetPort');
  if (target === undefined || target === '' || target === 0) return true;
  return typeof target === 'number' ? container?.port === target : container?.name === target;
}

function hasEnded({ pod }: EndpointTarget): boolean {
  return pod?.phase === 'Failed' || pod?.phase === 'Succeeded';
}
