import { object, text } from '@fingerpost/apiserver';
import { narrower } from './hostnames.ts';
import type { Route, RouteParent } from './route.ts';

/**
 * A listener takes either the HTTPRoutes or the GRPCRoutes of a host: of two routes of different kinds with a common host
 * the older is accepted, else the first by `namespace/name` (`GRPCRouteSpec.hostnames` of the Gateway API).
 */
export function withoutOtherKinds(routes: readonly Route[]): readonly Route[] {
  if (new Set(routes.map(({ kind }) => kind)).size < 2) return routes;
  const ordered = routes.toSorted(byPrecedence);
  const taken = new Map<string, Map<Route['kind'], Set<string>>>();
  const decided = new Map<Route, Route>();
  for (const route of ordered) {
    const parents = route.parents.map((parent) => withoutTaken(parent, route.kind, taken));
    for (const { parent, listeners } of parents) {
      for (const { name, hostnames } of listeners) {
        const hosts = hostsOf(taken, parent, name, route.kind);
        for (const hostname of hostnames) hosts.add(hostname);
      }
    }
    decided.set(route, { ...route, parents });
  }
  return routes.map((route) => decided.get(route) ?? route);
}

type Taken = Map<string, Map<Route['kind'], Set<string>>>;

function hostsOf(taken: Taken, parent: string, listener: string, kind: Route['kind']): Set<string> {
  const key = `${parent} ${listener}`;
  const ofListener = taken.get(key) ?? new Map<Route['kind'], Set<string>>();
  taken.set(key, ofListener);
  const hosts = ofListener.get(kind) ?? new Set<string>();
  ofListener.set(kind, hosts);
  return hosts;
}

function withoutTaken(parent: RouteParent, kind: Route['kind'], taken: Taken): RouteParent {
  const other = kind === 'HTTPRoute' ? 'GRPCRoute' : 'HTTPRoute';
  const listeners = parent.listeners.filter(({ name, hostnames }) => {
    const hosts = hostsOf(taken, parent.parent, name, other);
    return !hostnames.some((hostname) => overlaps(hostname, hosts));
  });
  if (listeners.length > 0 || parent.listeners.length === 0) return { ...parent, listeners };
  return { ...parent, isAttached: 'no', reason: 'other-route-kind', listeners };
}

/** Looks at a host, and the wildcards above it, first: there may be many hosts, and few of them wildcards. */
function overlaps(hostname: string, hosts: ReadonlySet<string>): boolean {
  if (hosts.size === 0) return false;
  if (hosts.has(hostname) || hosts.has('*')) return true;
  if (hostname.startsWith('*')) return [...hosts].some((host) => narrower(host, hostname));
  const labels = hostname.split('.');
  return labels.some((_, index) => index > 0 && hosts.has(`*.${labels.slice(index).join('.')}`));
}

function byPrecedence(a: Route, b: Route): number {
  const [first, second] = [ageOf(a), ageOf(b)];
  if (first !== '' && second !== '' && first !== second) return first < second ? -1 : 1;
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function ageOf({ stored }: Route): string {
  return text(object(stored.written, 'metadata'), 'creationTimestamp');
}

function nameOf({ stored }: Route): string {
  return `${stored.namespace}/${stored.name}`;
}
