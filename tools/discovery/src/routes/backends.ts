import { integer, object, objects, optionalInteger, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Service } from '../services/service.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Grants } from './grants.ts';
import type { BackendReason, RouteBackend, Verdict } from './route.ts';

/** What backends are looked up in. */
export interface BackendContext {
  /** By `namespace/name`. */
  readonly services: ReadonlyMap<string, Service>;
  /** Namespaces that manifests make anything in: what they do not have there is missing. */
  readonly namespaces: ReadonlySet<string>;
  readonly grants: Grants;
}

/** The Service and port that a backend means. */
interface Target {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | string | undefined;
}

type Resolution = Pick<RouteBackend, 'isHeadless' | 'pods' | 'reason' | 'resolves'>;

/** The API server refuses more than these (`HTTPRouteRule`). */
const MAX_BACKENDS = 16;

/** The backends of a rule of a route, with those of its filters (mirrors, authorization). */
export function backendsOf(
  route: StoredObject,
  rule: JsonObject,
  index: number,
  context: BackendContext,
): readonly RouteBackend[] {
  const at = `spec.rules[${index}]`;
  const references = objects(rule, 'backendRefs').slice(0, MAX_BACKENDS);
  const weights = references.map((reference) => optionalInteger(reference, 'weight') ?? 1);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const backends = references.map((reference, place): RouteBackend => {
    const weight = weights[place] ?? 0;
    const share = all === 0 ? 0 : weight / all;
    const field = `${at}.backendRefs[${place}]`;
    return { field, role: 'backend', weight, share, ...refer(route, reference, context) };
  });
  const parts = [
    { part: rule, of: at },
    ...references.map((part, place) => ({ part, of: `${at}.backendRefs[${place}]` })),
  ];
  const filters = parts.flatMap(({ part, of }) =>
    objects(part, 'filters').map((filter, place) => ({ filter, of: `${of}.filters[${place}]` })),
  );
  const extra = filters.flatMap(({ filter, of }): RouteBackend[] => {
    const mirror = object(object(filter, 'requestMirror'), 'backendRef');
    const auth = object(object(filter, 'externalAuth'), 'backendRef');
    const reference = mirror ?? auth;
    if (!reference) return [];
    const role = mirror ? 'mirror' : 'auth';
    const field = `${of}.${mirror ? 'requestMirror' : 'externalAuth'}.backendRef`;
    return [{ field, role, weight: 0, share: 0, ...refer(route, reference, context) }];
  });
  return [...backends, ...extra];
}

function refer(
  route: StoredObject,
  reference: JsonObject,
  context: BackendContext,
): Omit<RouteBackend, 'field' | 'role' | 'share' | 'weight'> {
  const group = text(reference, 'group');
  const kind = text(reference, 'kind') || 'Service';
  const name = text(reference, 'name');
  const namespace = text(reference, 'namespace') || route.namespace;
  const port = integer(reference, 'port') || undefined;
  const target = `${kind}/${namespace}/${name}`;
  if (group !== '' || kind !== 'Service') {
    return { target, port, ...unresolved('unknown', 'unknown-kind') };
  }
  const isGranted = context.grants(route, namespace, name);
  const found = isGranted
    ? resolve({ namespace, name, port }, context)
    : unresolved('no', 'not-granted');
  return { target, port, ...found };
}

/** Looks a Service and its port up; what stands in a namespace that no manifest speaks of is not known. */
export function resolve({ namespace, name, port }: Target, context: BackendContext): Resolution {
  const service = context.services.get(`${namespace}/${name}`);
  if (!service) {
    const isKnown = context.namespaces.has(namespace);
    return isKnown ? unresolved('no', 'service-missing') : unresolved('unknown', 'service-unknown');
  }
  if (service.addressing === 'external-name') return unresolved('unknown', 'external-name');
  if (port === undefined) return unresolved('no', 'no-port');
  const found = service.ports.find(
    (other) => other.protocol === 'TCP' && (other.port === port || other.name === port),
  );
  if (!found) return unresolved('no', 'port-missing');
  return {
    resolves: 'yes',
    reason: service.endpoints.total === 0 ? 'no-endpoints' : undefined,
    isHeadless: service.addressing === 'headless',
    pods: found.targets,
  };
}

function unresolved(resolves: Verdict, reason: BackendReason): Resolution {
  return { resolves, reason, isHeadless: false, pods: [] };
}
