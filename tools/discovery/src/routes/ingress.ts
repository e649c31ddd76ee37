import { integer, object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { resolve } from './backends.ts';
import type { BackendContext } from './backends.ts';
import type { ParentReason, Route, RouteBackend, RouteParent, RouteRule } from './route.ts';

const GROUP = 'networking.k8s.io';
const CLASS = 'kubernetes.io/ingress.class';
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/** The Ingresses, by the rules of `IngressSpec` of k8s.io/api/networking/v1. */
export function readIngresses(store: Store, context: BackendContext): readonly Route[] {
  const classes = store.list(GROUP, 'IngressClass');
  return store.list(GROUP, 'Ingress').map((stored): Route => {
    const rules = objects(object(stored.object, 'spec'), 'rules');
    const hostnames = [...new Set(rules.map((rule) => text(rule, 'host')).filter(Boolean))];
    const parents = [classOf(stored, hostnames, classes)];
    return { stored, kind: 'Ingress', hostnames, parents, rules: rulesOf(stored, context) };
  });
}

/** The annotation is older than the field and still counts (`ingressClassName`); without both the default class does. */
function classOf(
  stored: StoredObject,
  hostnames: readonly string[],
  classes: readonly StoredObject[],
): RouteParent {
  const spec = object(stored.object, 'spec');
  const written = text(spec, 'ingressClassName') || (stored.annotations.get(CLASS) ?? '');
  const defaults = classes.filter(({ annotations }) => annotations.get(DEFAULT_CLASS) === 'true');
  const name = written || (defaults.length === 1 ? (defaults[0]?.name ?? '') : '');
  const base = { parent: `IngressClass/${name}`, sectionName: '', port: 0 };
  const undecided = (isAttached: 'no' | 'unknown', reason: ParentReason): RouteParent => ({
    ...base,
    isAttached,
    reason,
    listeners: [],
  });
  if (name === '' && defaults.length > 1) return undecided('no', 'class-ambiguous');
  if (name === '') return undecided('unknown', 'class-missing');
  if (!classes.some((other) => other.name === name)) return undecided('unknown', 'class-unknown');
  const hosts = hostnames.length === 0 ? ['*'] : hostnames;
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP', hostnames: hosts }];
  if (objects(spec, 'tls').length > 0) {
    listeners.push({ name: 'https', port: 443, protocol: 'HTTPS', hostnames: hosts });
  }
  return { ...base, isAttached: 'yes', reason: undefined, listeners };
}

function rulesOf(stored: StoredObject, context: BackendContext): readonly RouteRule[] {
  const spec = object(stored.object, 'spec');
  const paths = objects(spec, 'rules').flatMap((rule, of) => {
    const host = text(rule, 'host') || '*';
    return objects(object(rule, 'http'), 'paths').map((path, place) => {
      return { host, path, field: `spec.rules[${of}].http.paths[${place}].backend` };
    });
  });
  const rules = paths.map(({ host, path, field }, index): RouteRule => {
    const value = text(path, 'path') || '/';
    const match = { path: { type: typeOf(path), value }, method: '', headers: [], queryParams: [] };
    const backend = backendOf(stored, object(path, 'backend'), { field, role: 'backend' }, context);
    return makeRule(index, host, [match], backend);
  });
  const fallback = object(spec, 'defaultBackend');
  if (!fallback) return rules;
  const backend = backendOf(
    stored,
    fallback,
    { field: 'spec.defaultBackend', role: 'default' },
    context,
  );
  return [...rules, makeRule(rules.length, '*', [], backend)];
}

function makeRule(
  index: number,
  host: string,
  matches: RouteRule['matches'],
  backend: RouteBackend,
): RouteRule {
  const failing = backend.resolves === 'no' ? 1 : 0;
  return { index, host, matches, redirect: undefined, backends: [backend], failing };
}

function typeOf(path: JsonObject): string {
  const type = text(path, 'pathType');
  return type === 'Prefix' ? 'PathPrefix' : type || 'ImplementationSpecific';
}

function backendOf(
  { namespace }: StoredObject,
  backend: JsonObject | undefined,
  place: Pick<RouteBackend, 'field' | 'role'>,
  context: BackendContext,
): RouteBackend {
  const base = { ...place, weight: 1, share: 1 };
  const service = object(backend, 'service');
  if (!service) {
    const resource = object(backend, 'resource');
    return {
      ...base,
      target: `${text(resource, 'kind')}/${namespace}/${text(resource, 'name')}`,
      port: undefined,
      resolves: 'unknown',
      reason: 'unknown-kind',
      isHeadless: false,
      pods: [],
    };
  }
  const name = text(service, 'name');
  const number = integer(object(service, 'port'), 'number');
  const port = number || text(object(service, 'port'), 'name') || undefined;
  const target = `Service/${namespace}/${name}`;
  return { ...base, target, port, ...resolve({ namespace, name, port }, context) };
}
