import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { describeObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Routes and Ingresses that send requests to a Service, by `namespace/name` of the Service, each once and in order. */
export function frontsOf(store: Store): ReadonlyMap<string, readonly string[]> {
  const fronts = new Map<string, Set<string>>();
  const add = (front: StoredObject, namespace: string, name: string): void => {
    if (name === '') return;
    const key = `${namespace}/${name}`;
    fronts.set(key, (fronts.get(key) ?? new Set()).add(describeObject(front)));
  };
  for (const kind of ['HTTPRoute', 'GRPCRoute']) {
    for (const route of store.list(GATEWAY_API, kind)) {
      for (const rule of objects(object(route.object, 'spec'), 'rules')) {
        for (const reference of objects(rule, 'backendRefs')) {
          if ((text(reference, 'kind') || 'Service') !== 'Service') continue;
          add(route, text(reference, 'namespace') || route.namespace, text(reference, 'name'));
        }
      }
    }
  }
  for (const ingress of store.list('networking.k8s.io', 'Ingress')) {
    for (const backend of ingressBackends(object(ingress.object, 'spec'))) {
      add(ingress, ingress.namespace, text(object(backend, 'service'), 'name'));
    }
  }
  return new Map([...fronts].map(([key, names]) => [key, [...names]]));
}

function ingressBackends(spec: JsonObject | undefined): (JsonObject | undefined)[] {
  const paths = objects(spec, 'rules').flatMap((rule) => objects(object(rule, 'http'), 'paths'));
  return [object(spec, 'defaultBackend'), ...paths.map((path) => object(path, 'backend'))];
}
