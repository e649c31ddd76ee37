import type { StoredObject } from '../store/stored-object.ts';
import type { PortTarget } from '../services/ports.ts';

/** An HTTPRoute, GRPCRoute or Ingress, with what becomes of it. */
export interface Route {
  readonly stored: StoredObject;
  readonly kind: 'GRPCRoute' | 'HTTPRoute' | 'Ingress';
  /** As written; empty: every host of its listeners. */
  readonly hostnames: readonly string[];
  /** One for each parentRef; of an Ingress its class. */
  readonly parents: readonly RouteParent[];
  readonly rules: readonly RouteRule[];
}

/** Whether something holds; unknown where manifests do not tell. */
export type Verdict = 'no' | 'unknown' | 'yes';

/** Why a route is not attached, or why nobody can tell. The first five are conditions of the Gateway API. */
export type ParentReason =
  | 'hostname-mismatch'
  | 'kind-not-allowed'
  | 'namespace-not-allowed'
  | 'no-such-listener'
  | 'other-route-kind'
  /** No manifest makes the Gateway, and the environment does not name it. */
  | 'gateway-unknown'
  /** The environment names the Gateway, and no manifest makes it: its listeners are not known. */
  | 'gateway-not-described'
  /** A namespace without manifest may have the labels that a listener asks for. */
  | 'namespace-labels-unknown'
  /** A parent that is no Gateway. */
  | 'parent-kind'
  /** Which IngressClass is meant, or who serves it, no manifest tells. */
  | 'class-unknown'
  | 'class-missing'
  | 'class-ambiguous';

export interface RouteParent {
  /** `Gateway/kube-system/edge`, `IngressClass/nginx`. */
  readonly parent: string;
  /** The only listener that is meant; '' for all. */
  readonly sectionName: string;
  /** The only port that is meant; 0 for all. */
  readonly port: number;
  readonly isAttached: Verdict;
  /** Undefined where it is attached. */
  readonly reason: ParentReason | undefined;
  /** The listeners that it is attached to. */
  readonly listeners: readonly RouteListener[];
}

export interface RouteListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** The hosts that reach the route through this listener; `*`: all. */
  readonly hostnames: readonly string[];
}

/** Which requests a rule takes, and where they go. */
export interface RouteRule {
  readonly index: number;
  /** The host of an Ingress rule, `*` for all; undefined where the hosts of the route hold. */
  readonly host: string | undefined;
  /** A request that fits one of these is taken. */
  readonly matches: readonly RouteMatch[];
  /** Where requests are redirected to; undefined: nowhere. */
  readonly redirect: string | undefined;
  readonly backends: readonly RouteBackend[];
  /** The part of requests, from 0 to 1, that is answered with an error because of broken backends, or none. */
  readonly failing: number;
}

/** Conditions on a request that all have to hold. */
export interface RouteMatch {
  readonly path: { readonly type: string; readonly value: string };
  /** Of HTTP; '' for all. Of gRPC the path has service and method. */
  readonly method: string;
  /** `name=value`, `name~regular expression`; sorted. */
  readonly headers: readonly string[];
  readonly queryParams: readonly string[];
}

/** Why requests to a backend fail, or why nobody can tell. */
export type BackendReason =
  | 'external-name'
  | 'no-endpoints'
  | 'no-port'
  | 'not-granted'
  | 'port-missing'
  | 'service-missing'
  /** A Service of a namespace that no manifest makes anything in. */
  | 'service-unknown'
  | 'unknown-kind';

export interface RouteBackend {
  /** Where it is written: `spec.rules[0].backendRefs[1]`. */
  readonly field: string;
  /** `default` is the default backend of an Ingress; a mirror gets copies, whose answers are dropped. */
  readonly role: 'auth' | 'backend' | 'default' | 'mirror';
  /** `Service/edge/frontend` */
  readonly target: string;
  /** Of the Service, a number or a name; undefined: none is written. */
  readonly port: number | string | undefined;
  readonly weight: number;
  /** The part of the rule's requests, from 0 to 1. */
  readonly share: number;
  /** Whether it is a Service with this port that may be used; one without endpoints resolves. */
  readonly resolves: Verdict;
  readonly reason: BackendReason | undefined;
  /** Its requests go to the pods' addresses in any case: the Service has no address of its own. */
  readonly isHeadless: boolean;
  /** Where the port leads. */
  readonly pods: readonly PortTarget[];
}

/** Rules that take the same requests: only the first gets them. */
export interface RouteConflict {
  /** `Gateway/kube-system/edge`, or an IngressClass. */
  readonly parent: string;
  readonly listener: string;
  readonly hostname: string;
  readonly match: RouteMatch;
  readonly winner: RuleReference;
  readonly losers: readonly RuleReference[];
  /** What decides, by the rules of the Gateway API; `implementation` for Ingresses. */
  readonly decidedBy: 'age' | 'implementation' | 'name' | 'rule-order';
}

export interface RuleReference {
  /** `HTTPRoute/edge/frontend` */
  readonly route: string;
  readonly rule: number;
}
