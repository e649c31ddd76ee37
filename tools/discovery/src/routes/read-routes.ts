import { integer, object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Environment } from '../environment/environment.ts';
import type { Service } from '../services/service.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { attachTo, hostnamesOf } from './attachment.ts';
import type { Attach } from './attachment.ts';
import { backendsOf } from './backends.ts';
import type { BackendContext } from './backends.ts';
import { findConflicts } from './conflicts.ts';
import { grantsOf } from './grants.ts';
import { readIngresses } from './ingress.ts';
import { grpcMatches, httpMatches } from './matches.ts';
import { withoutOtherKinds } from './other-kinds.ts';
import type { Route, RouteBackend, RouteConflict, RouteRule } from './route.ts';

/** All routes, and which of their rules stand in each other's way. */
export interface Routes {
  /** Sorted by kind, namespace and name. */
  readonly routes: readonly Route[];
  readonly conflicts: readonly RouteConflict[];
}

const GATEWAY_API = 'gateway.networking.k8s.io';
/** The API server refuses more than these (`HTTPRouteSpec`). */
const MAX_RULES = 16;

/** Where requests go: HTTPRoutes, GRPCRoutes and Ingresses, to Services, ports and pods. */
export function routesOf(
  store: Store,
  services: readonly Service[],
  environment: Environment,
): Routes {
  const context: BackendContext = {
    services: new Map(services.map((service) => [`${service.namespace}/${service.name}`, service])),
    namespaces: new Set(store.namespaces),
    grants: grantsOf(store),
  };
  const attach = attachTo(store, environment);
  const ofGateways = (['GRPCRoute', 'HTTPRoute'] as const).flatMap((kind) =>
    store.list(GATEWAY_API, kind).map((stored) => readRoute(stored, kind, attach, context)),
  );
  const routes = [...withoutOtherKinds(ofGateways), ...readIngresses(store, context)];
  return { routes: routes.toSorted(compare), conflicts: findConflicts(routes) };
}

function readRoute(
  stored: StoredObject,
  kind: 'GRPCRoute' | 'HTTPRoute',
  attach: Attach,
  context: BackendContext,
): Route {
  const rules = objects(object(stored.object, 'spec'), 'rules').slice(0, MAX_RULES);
  // A route without rules takes every request, and has nowhere to send it.
  const written = rules.length === 0 ? [{}] : rules;
  return {
    stored,
    kind,
    hostnames: hostnamesOf(stored),
    parents: attach(stored),
    rules: written.map((rule, index) => readRule(stored, kind, rule, index, context)),
  };
}

function readRule(
  stored: StoredObject,
  kind: 'GRPCRoute' | 'HTTPRoute',
  rule: JsonObject,
  index: number,
  context: BackendContext,
): RouteRule {
  const backends = backendsOf(stored, rule, index, context);
  const redirect = redirectOf(rule);
  return {
    index,
    host: undefined,
    matches: kind === 'HTTPRoute' ? httpMatches(rule) : grpcMatches(rule),
    redirect,
    backends,
    failing: redirect === undefined ? failingPart(rule, backends) : 0,
  };
}

/** Requests of a broken backend fail, and all where nothing is there to answer them (`HTTPRouteRule.backendRefs`). */
function failingPart(rule: JsonObject, backends: readonly RouteBackend[]): number {
  const receiving = backends.filter(({ role }) => role === 'backend');
  // What a filter of an implementation answers itself is not known.
  const isAnswered = objects(rule, 'filters').some(
    (filter) => text(filter, 'type') === 'ExtensionRef',
  );
  const taken = receiving.reduce((sum, { share }) => sum + share, 0);
  if (taken === 0) return isAnswered ? 0 : 1;
  return receiving
    .filter(({ resolves }) => resolves === 'no')
    .reduce((sum, { share }) => sum + share, 0);
}

/** What a filter RequestRedirect changes of the address that was asked for. */
function redirectOf(rule: JsonObject): string | undefined {
  const filter = objects(rule, 'filters').find(
    (entry) => text(entry, 'type') === 'RequestRedirect',
  );
  if (!filter) return undefined;
  const redirect = object(filter, 'requestRedirect');
  const path = object(redirect, 'path');
  const port = integer(redirect, 'port');
  const scheme = text(redirect, 'scheme');
  const to = [
    scheme === '' ? '' : `${scheme}://`,
    text(redirect, 'hostname') || '{host}',
    port === 0 ? '' : `:${port}`,
    text(path, 'replaceFullPath') || `${text(path, 'replacePrefixMatch')}{path}`,
  ].join('');
  return `${integer(redirect, 'statusCode') || 302} ${to}`;
}

function compare(a: Route, b: Route): number {
  const [first, second] = [a, b].map(
    ({ kind, stored }) => `${kind}/${stored.namespace}/${stored.name}`,
  );
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
