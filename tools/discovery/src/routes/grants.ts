import { object, objects, text } from '@fingerpost/apiserver';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Tells whether a route may send to a Service of another namespace. */
export type Grants = (route: StoredObject, namespace: string, service: string) => boolean;

/** ReferenceGrants: each stands in the namespace that it opens (`ReferenceGrantSpec` of the Gateway API). */
export function grantsOf(store: Store): Grants {
  const open = new Set<string>();
  for (const { namespace, object: grant } of store.list(GATEWAY_API, 'ReferenceGrant')) {
    const spec = object(grant, 'spec');
    const services = objects(spec, 'to').filter(
      (to) => text(to, 'group') === '' && text(to, 'kind') === 'Service',
    );
    for (const from of objects(spec, 'from')) {
      const source = [text(from, 'group'), text(from, 'kind'), text(from, 'namespace')];
      for (const to of services) open.add([...source, namespace, text(to, 'name')].join('/'));
    }
  }
  return (route, namespace, service) => {
    if (namespace === route.namespace) return true;
    const start = [route.group, route.kind, route.namespace, namespace].join('/');
    return open.has(`${start}/`) || open.has(`${start}/${service}`);
  };
}
