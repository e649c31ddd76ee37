import { object, objects, text } from '@fingerpost/apiserver';
import type { EndpointSlice } from '../endpoints/endpoint-slice.ts';
import type { Environment } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { Workload } from '../workloads/workload.ts';
import { podMonitorPools } from './pod-monitor.ts';
import { probePools } from './probe.ts';
import { indexScrapes } from './scrape-index.ts';
import type { ScrapeIndex } from './scrape-index.ts';
import type { Scrape, ScrapePool } from './scrape.ts';
import { serviceMonitorPools } from './service-monitor.ts';

/** What scrapes are read from. */
export interface ScrapesInput {
  readonly store: Store;
  readonly workloads: readonly Workload[];
  readonly slices: readonly EndpointSlice[];
  readonly environment: Environment;
}

export interface Scrapes {
  /** Sorted by kind, namespace and name. */
  readonly scrapes: readonly Scrape[];
  readonly notModelled: readonly NotModelled[];
}

const GROUP = 'monitoring.coreos.com';
const KINDS = ['PodMonitor', 'Probe', 'ServiceMonitor'] as const;

/** What Prometheus scrapes because of monitors, as the Prometheus operator (0.92) configures it. */
export function readScrapes({ store, workloads, slices, environment }: ScrapesInput): Scrapes {
  const index = indexScrapes(store, slices, workloads);
  const scrapes = KINDS.flatMap((kind) =>
    store.list(GROUP, kind).map((stored): Scrape => {
      const pools = poolsOf(kind, stored, store, index);
      return { stored, kind, isPicked: isPicked(stored.labels, environment), pools };
    }),
  );
  return {
    scrapes: scrapes.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    notModelled: scrapes.flatMap(({ stored }) => [...relabellings(stored), ...otherRole(stored)]),
  };
}

function poolsOf(
  kind: Scrape['kind'],
  stored: StoredObject,
  store: Store,
  index: ScrapeIndex,
): readonly ScrapePool[] {
  switch (kind) {
    case 'PodMonitor':
      return podMonitorPools(stored, index);
    case 'Probe':
      return probePools(stored, store);
    case 'ServiceMonitor':
      return serviceMonitorPools(stored, index);
  }
}

function isPicked(labels: Labels, { prometheus }: Environment): Scrape['isPicked'] {
  if (!prometheus) return 'unknown';
  const wanted = Object.entries(prometheus.monitorSelector);
  return wanted.every(([key, value]) => labels.get(key) === value) ? 'yes' : 'no';
}

/** Rules of the monitor's own may drop targets, or send to others. */
function relabellings(stored: StoredObject): NotModelled[] {
  const spec = object(stored.object, 'spec');
  const targets = object(spec, 'targets');
  const places: readonly (readonly [string, readonly unknown[]])[] = [
    ...objects(spec, 'endpoints').map(
      (endpoint, index) =>
        [`spec.endpoints[${index}].relabelings`, objects(endpoint, 'relabelings')] as const,
    ),
    ...objects(spec, 'podMetricsEndpoints').map(
      (endpoint, index) =>
        [
          `spec.podMetricsEndpoints[${index}].relabelings`,
          objects(endpoint, 'relabelings'),
        ] as const,
    ),
    [
      'spec.targets.staticConfig.relabelingConfigs',
      objects(object(targets, 'staticConfig'), 'relabelingConfigs'),
    ],
    [
      'spec.targets.ingress.relabelingConfigs',
      objects(object(targets, 'ingress'), 'relabelingConfigs'),
    ],
  ];
  const reason = 'relabelling rules are not modelled: targets are those without them';
  return places
    .filter(([, rules]) => rules.length > 0)
    .map(([field]) => ({ resource: describeObject(stored), field, reason }));
}

/** The older API has one family, at most 1,000 addresses, and nothing of slices that were written by hand. */
function otherRole(stored: StoredObject): NotModelled[] {
  // Definitions of the operator before 0.86 drop the field.
  const role = text(object(stored.written, 'spec'), 'serviceDiscoveryRole');
  if (role !== 'Endpoints') return [];
  const reason = 'targets are modelled as those of EndpointSlices, not of Endpoints';
  return [{ resource: describeObject(stored), field: 'spec.serviceDiscoveryRole', reason }];
}

function orderOf({ kind, stored }: Scrape): string {
  return `${kind}/${stored.namespace}/${stored.name}`;
}
