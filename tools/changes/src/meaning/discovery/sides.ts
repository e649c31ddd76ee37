import type { DiscoveryModel, EndpointSlice, Service } from '@fingerpost/discovery';

/** One side of a comparison. */
export interface Side {
  readonly model: DiscoveryModel;
  /** By `namespace/name`, as all that is about Services. */
  readonly services: ReadonlyMap<string, Service>;
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/** Indexes a model. */
export function sideOf(model: DiscoveryModel): Side {
  return {
    model,
    services: new Map(
      model.services.map((service) => [`${service.namespace}/${service.name}`, service]),
    ),
    slices: Map.groupBy(model.slices, ({ namespace, service = '' }) => `${namespace}/${service}`),
  };
}

/** The Services that both sides have, sorted. */
export function servicesOfBoth({ before, after }: Sides): readonly ServicePair[] {
  return [...after.services]
    .flatMap(([key, service]): ServicePair[] => {
      const old = before.services.get(key);
      return old ? [{ key, before: old, after: service }] : [];
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

export interface ServicePair {
  readonly key: string;
  readonly before: Service;
  readonly after: Service;
}

/** The name of a Service: `go-server.backend.svc.cluster.local`. */
export function nameOfService(
  { namespace, name }: Pick<Service, 'name' | 'namespace'>,
  { model }: Side,
): string {
  return `${name}.${namespace}.svc.${model.environment.clusterDomain}`;
}

/** Keys of either, sorted. */
export function keysOfBoth<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted();
}

/** By a key; of several with one key the later ones get a number, so that none is lost. */
export function byKey<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item> {
  const map = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    let free = key;
    for (let number = 2; map.has(free); number++) free = `${key} #${number}`;
    map.set(free, item);
  }
  return map;
}
