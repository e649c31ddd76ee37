import { object, textMap } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { EndpointSlice } from '../endpoints/endpoint-slice.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';
import type { Workload } from '../workloads/workload.ts';

/** What monitors are looked up in. */
export interface ScrapeIndex {
  /** Services of namespaces, null is all; of those that differ in a label that the selector names, not all. */
  services(
    namespaces: ReadonlySet<string> | null,
    selector: JsonObject | undefined,
  ): readonly StoredObject[];
  /** The slices of a Service, in its first family: Prometheus leaves the other one out. */
  slices(service: StoredObject): readonly EndpointSlice[];
  pods(namespaces: ReadonlySet<string> | null): readonly Pod[];
}

/** Indexes Services by namespace and label, slices by Service, and pods by namespace. */
export function indexScrapes(
  store: Store,
  slices: readonly EndpointSlice[],
  workloads: readonly Workload[],
): ScrapeIndex {
  const all = store.list('', 'Service');
  const byNamespace = Map.groupBy(all, ({ namespace }) => namespace);
  const byLabel = new Map<string, StoredObject[]>();
  for (const service of all) {
    for (const [key, value] of service.labels) {
      const label = `${service.namespace} ${key}=${value}`;
      const others = byLabel.get(label);
      if (others) others.push(service);
      else byLabel.set(label, [service]);
    }
  }
  const owned = slices.filter(({ service }) => service !== undefined);
  const byService = Map.groupBy(owned, ({ namespace, service }) => `${namespace}/${service}`);
  const pods = Map.groupBy(
    workloads.flatMap((workload) => workload.pods),
    ({ namespace }) => namespace,
  );
  return {
    services: (namespaces, selector) => {
      // A dot in a value may stand for any character.
      const exact = textMap(selector, 'matchLabels').find(([, value]) => !value.includes('.'));
      return [...(namespaces ?? byNamespace.keys())].flatMap((namespace) =>
        exact
          ? (byLabel.get(`${namespace} ${exact[0]}=${exact[1]}`) ?? [])
          : (byNamespace.get(namespace) ?? []),
      );
    },
    slices: (service) => {
      const found = byService.get(`${service.namespace}/${service.name}`) ?? [];
      const families = object(service.object, 'spec')?.['ipFamilies'];
      const first = Array.isArray(families) ? families[0] : undefined;
      const own = found.filter(({ addressType }) => addressType === first);
      return own.length > 0 ? own : found;
    },
    pods: (namespaces) =>
      [...(namespaces ?? pods.keys())].flatMap((namespace) => pods.get(namespace) ?? []),
  };
}
