import { describeObject } from '../store/stored-object.ts';
import type { Routes } from './read-routes.ts';
import type { Route, RouteBackend, RouteConflict, RouteParent, RouteRule } from './route.ts';

/** The routes as `model --part routes --format json` prints them. */
export interface FormattedRoutes {
  readonly routes: readonly FormattedRoute[];
  /** Rules that take the same requests; only the winner gets them. */
  readonly conflicts: readonly RouteConflict[];
}

export interface FormattedRoute {
  /** `HTTPRoute/edge/frontend` */
  readonly route: string;
  readonly kind: Route['kind'];
  readonly namespace: string;
  readonly name: string;
  /** As written; empty: every host of its listeners. */
  readonly hostnames: readonly string[];
  readonly parents: readonly FormattedParent[];
  readonly rules: readonly FormattedRule[];
}

export interface FormattedParent extends Omit<RouteParent, 'isAttached' | 'reason'> {
  /** yes, no or unknown */
  readonly attached: RouteParent['isAttached'];
  /** Null where it is attached. */
  readonly reason: RouteParent['reason'] | null;
}

export interface FormattedRule extends Omit<RouteRule, 'backends' | 'host' | 'redirect'> {
  /** Of an Ingress rule, `*` for all; null where the hosts of the route hold. */
  readonly host: string | null;
  /** Status code and address; null: requests are not redirected. */
  readonly redirect: string | null;
  readonly backends: readonly FormattedBackend[];
}

export interface FormattedBackend {
  readonly role: RouteBackend['role'];
  /** `Service/edge/frontend` */
  readonly target: string;
  /** Of the Service; null: none is written. */
  readonly port: number | string | null;
  readonly weight: number;
  /** The part of the rule's requests, from 0 to 1. */
  readonly share: number;
  /** yes, no or unknown */
  readonly resolves: RouteBackend['resolves'];
  /** Why not, or what else is wrong: `no-endpoints`; null: nothing. */
  readonly reason: RouteBackend['reason'] | null;
  readonly headless: boolean;
  /** Where the port leads: workload and port of its pods, null where its name resolves to nothing. */
  readonly pods: readonly {
    readonly workload: string;
    readonly port: number | null;
    readonly pods: number;
  }[];
}

/** The part `routes` of the model, as data for JSON. */
export function formatRoutes({ routes, conflicts }: Routes): FormattedRoutes {
  return { routes: routes.map(formatRoute), conflicts };
}

function formatRoute({ stored, kind, hostnames, parents, rules }: Route): FormattedRoute {
  return {
    route: describeObject(stored),
    kind,
    namespace: stored.namespace,
    name: stored.name,
    hostnames,
    parents: parents.map(({ isAttached, reason, ...parent }) => ({
      ...parent,
      attached: isAttached,
      reason: reason ?? null,
    })),
    rules: rules.map(({ backends, host, redirect, ...rule }) => ({
      ...rule,
      host: host ?? null,
      redirect: redirect ?? null,
      backends: backends.map(formatBackend),
    })),
  };
}

function formatBackend(backend: RouteBackend): FormattedBackend {
  const { role, target, port, weight, share, resolves, reason, isHeadless, pods } = backend;
  return {
    role,
    target,
    port: port ?? null,
    weight,
    share,
    resolves,
    reason: reason ?? null,
    headless: isHeadless,
    pods: pods.map((end) => ({ workload: end.workload, port: end.port ?? null, pods: end.pods })),
  };
}
