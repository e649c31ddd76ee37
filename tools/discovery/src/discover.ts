import type { Resource } from 'kustomize-ts';
import { clusterCorefile } from './corefile/cluster-corefile.ts';
import type { ClusterCorefile } from './corefile/cluster-corefile.ts';
import { clusterNames } from './dns/kubernetes/cluster-names.ts';
import type { ClusterNames } from './dns/kubernetes/cluster-names.ts';
import type { EndpointSlice, EndpointsObject } from './endpoints/endpoint-slice.ts';
import { makeNameServer } from './dns/name-server.ts';
import type { NameServer } from './dns/name-server.ts';
import type { DnsRecord } from './dns/record.ts';
import { clusterRecords } from './dns/records.ts';
import { predictEndpoints } from './endpoints/predict-endpoints.ts';
import { defaultEnvironment } from './environment/environment.ts';
import type { Environment, Node } from './environment/environment.ts';
import { readNodes } from './environment/nodes.ts';
import { lazy } from './lazy.ts';
import type { NotModelled } from './not-modelled.ts';
import { computeReachability } from './reachability/compute-reachability.ts';
import type { Reachability } from './reachability/compute-reachability.ts';
import { routesOf } from './routes/read-routes.ts';
import type { Routes } from './routes/read-routes.ts';
import { readScrapes } from './scrapes/read-scrapes.ts';
import type { Scrape } from './scrapes/scrape.ts';
import { readServices } from './services/read-services.ts';
import type { Service } from './services/service.ts';
import type { KnownObjects } from './store/known-objects.ts';
import { readStore } from './store/read-store.ts';
import type { Store } from './store/store.ts';
import { indexPods } from './workloads/pod-index.ts';
import type { PodIndex } from './workloads/pod-index.ts';
import { readWorkloads } from './workloads/read-workloads.ts';
import type { Workload } from './workloads/workload.ts';

/**
 * What the resources of an environment mean in a cluster. Each part is computed when it is first asked for, from those
 * above it; none changes afterwards.
 */
export interface DiscoveryModel {
  readonly environment: Environment;
  readonly store: Store;
  readonly nodes: readonly Node[];
  /** What runs pods, sorted by id. */
  readonly workloads: readonly Workload[];
  /** Finds them by labels. */
  readonly pods: PodIndex;
  readonly slices: readonly EndpointSlice[];
  readonly endpoints: readonly EndpointsObject[];
  /** What each Service does with connections. */
  readonly services: readonly Service[];
  readonly names: ClusterNames;
  /** The records of the cluster zone. */
  readonly records: readonly DnsRecord[];
  readonly corefile: ClusterCorefile;
  readonly nameServer: NameServer;
  readonly routes: Routes;
  readonly scrapes: readonly Scrape[];
  readonly reachability: Reachability;
  /** Everything that the model leaves out or assumes, of all parts. */
  readonly notModelled: readonly NotModelled[];
}

/**
 * Models resources as a cluster would take them: those of all overlays of an environment and what the cluster brings
 * itself, or any others.
 * @param known objects that another model has read of the same resources
 */
export function discover(
  resources: readonly Resource[],
  environment: Environment = defaultEnvironment,
  known?: KnownObjects,
): DiscoveryModel {
  const { serviceCIDRs } = environment;
  const store = readStore(resources, { serviceCIDRs, ...(known && { known }) });
  const nodes = lazy(() => readNodes(store, environment));
  const running = lazy(() => readWorkloads(store, nodes(), environment));
  const pods = lazy(() => indexPods(running().workloads));
  const endpoints = lazy(() => predictEndpoints(store, pods(), nodes(), environment));
  const services = lazy(() =>
    readServices({
      store,
      pods: pods(),
      slices: endpoints().slices,
      nodes: nodes(),
      environment,
    }),
  );
  const names = lazy(() =>
    clusterNames(store, endpoints().slices, running().workloads, environment),
  );
  const records = lazy(() => clusterRecords(names(), environment));
  const corefile = lazy(() => clusterCorefile(store, nodes(), environment));
  const nameServer = lazy(() => makeNameServer(corefile().loaded, { names: names(), environment }));
  const routes = lazy(() => routesOf(store, services(), environment));
  const scrapes = lazy(() =>
    readScrapes({
      store,
      workloads: running().workloads,
      slices: endpoints().slices,
      environment,
    }),
  );
  const reachability = lazy(() => computeReachability(running().workloads, store));
  return {
    environment,
    store,
    get nodes() {
      return nodes();
    },
    get workloads() {
      return running().workloads;
    },
    get pods() {
      return pods();
    },
    get slices() {
      return endpoints().slices;
    },
    get endpoints() {
      return endpoints().endpoints;
    },
    get services() {
      return services();
    },
    get names() {
      return names();
    },
    get records() {
      return records();
    },
    get corefile() {
      return corefile();
    },
    get nameServer() {
      return nameServer();
    },
    get routes() {
      return routes();
    },
    get scrapes() {
      return scrapes().scrapes;
    },
    get reachability() {
      return reachability();
    },
    get notModelled() {
      return [
        ...store.notModelled,
        ...running().notModelled,
        ...endpoints().notModelled,
        ...corefile().notModelled,
        ...corefile().loaded.notModelled,
        ...scrapes().notModelled,
        ...reachability().notModelled,
      ];
    },
  };
}
