import { integer, object, objects, text, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Environment } from '../environment/environment.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { listenersOf } from './gateways.ts';
import type { Listener } from './gateways.ts';
import { commonHostnames } from './hostnames.ts';
import type { ParentReason, RouteListener, RouteParent } from './route.ts';

const GATEWAY_API = 'gateway.networking.k8s.io';
/** The API server refuses more than these (`CommonRouteSpec`, `HTTPRouteSpec`). */
const MAX_PARENTS = 32;
const MAX_HOSTNAMES = 16;

/** Finds the listeners that routes attach to. */
export type Attach = (route: StoredObject) => readonly RouteParent[];

/** The hosts of a route, as written. */
export function hostnamesOf(route: StoredObject): readonly string[] {
  return texts(object(route.object, 'spec'), 'hostnames').slice(0, MAX_HOSTNAMES);
}

/** Attachment by the rules of `ParentReference` and `AllowedRoutes` of the Gateway API. */
export function attachTo(store: Store, environment: Environment): Attach {
  const gateways = new Map(
    store
      .list(GATEWAY_API, 'Gateway')
      .map((gateway) => [describeObject(gateway), listenersOf(gateway, store)]),
  );
  return (route) =>
    objects(object(route.object, 'spec'), 'parentRefs')
      .slice(0, MAX_PARENTS)
      .map((reference) => parentOf(route, reference, gateways, environment));
}

function parentOf(
  route: StoredObject,
  reference: JsonObject,
  gateways: ReadonlyMap<string, readonly Listener[]>,
  environment: Environment,
): RouteParent {
  const group = reference['group'] === undefined ? GATEWAY_API : text(reference, 'group');
  const kind = text(reference, 'kind') || 'Gateway';
  const namespace = text(reference, 'namespace') || route.namespace;
  const name = text(reference, 'name');
  const base = {
    parent: describeObject({ kind, namespace, name }),
    sectionName: text(reference, 'sectionName'),
    port: integer(reference, 'port'),
  };
  if (group !== GATEWAY_API || kind !== 'Gateway') return undecided(base, 'parent-kind');
  const listeners = gateways.get(base.parent);
  if (listeners) return { ...base, ...attach(route, base, listeners) };
  const named = environment.gateway;
  const isNamed = named?.name === name && named.namespace === namespace;
  return undecided(base, isNamed ? 'gateway-not-described' : 'gateway-unknown');
}

type Base = Pick<RouteParent, 'parent' | 'port' | 'sectionName'>;

function undecided(base: Base, reason: ParentReason): RouteParent {
  return { ...base, isAttached: 'unknown', reason, listeners: [] };
}

/** Each step leaves fewer listeners; the step that leaves none is the reason. */
function attach(
  route: StoredObject,
  { port, sectionName }: Base,
  listeners: readonly Listener[],
): Pick<RouteParent, 'isAttached' | 'listeners' | 'reason'> {
  const refuse = (reason: ParentReason) => ({ isAttached: 'no', reason, listeners: [] }) as const;
  const meant = listeners.filter(
    (listener) =>
      (sectionName === '' || listener.name === sectionName) &&
      (port === 0 || listener.port === port),
  );
  if (meant.length === 0) return refuse('no-such-listener');
  const fitting = meant.filter(({ kinds }) => kinds.includes(`${route.group}/${route.kind}`));
  if (fitting.length === 0) return refuse('kind-not-allowed');
  const open = fitting.filter(({ allows }) => allows(route.namespace) !== 'no');
  if (open.length === 0) return refuse('namespace-not-allowed');
  const shared = open.flatMap((listener) => share(route, listener));
  if (shared.length === 0) return refuse('hostname-mismatch');
  const sure = shared.filter(({ isSure }) => isSure).map(({ listener }) => listener);
  if (sure.length > 0) return { isAttached: 'yes', reason: undefined, listeners: sure };
  return { isAttached: 'unknown', reason: 'namespace-labels-unknown', listeners: [] };
}

function share(
  route: StoredObject,
  { name, port, protocol, hostname, allows }: Listener,
): { readonly isSure: boolean; readonly listener: RouteListener }[] {
  const hostnames = commonHostnames(hostname, hostnamesOf(route));
  if (hostnames.length === 0) return [];
  const isSure = allows(route.namespace) === 'yes';
  return [{ isSure, listener: { name, port, protocol, hostnames } }];
}
