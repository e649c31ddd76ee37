import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';

const known = new WeakMap<Store, ReadonlyMap<string, readonly StoredObject[]>>();

/** The Services of a namespace. They are sorted once for each store: each connection that is refused asks for them. */
export function servicesByNamespace(store: Store, namespace: string): readonly StoredObject[] {
  let services = known.get(store);
  if (!services) {
    services = Map.groupBy(store.list('', 'Service'), (service) => service.namespace);
    known.set(store, services);
  }
  return services.get(namespace) ?? [];
}
