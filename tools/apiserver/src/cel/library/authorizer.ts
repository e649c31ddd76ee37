import { dns1123Label, dns1123Subdomain } from '../../validate/common/names.ts';
import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';

/** A question to the authorizer: may this user do that to a resource, or to a path. */
export interface AuthorizationQuery {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AuthorizationAnswer {
  readonly allowed: boolean;
  readonly reason: string;
  readonly error?: string;
}

/** Decides what users may do. */
export type Authorize = (query: AuthorizationQuery) => AuthorizationAnswer;

type Subject = Pick<AuthorizationQuery, 'user' | 'groups'>;
type TypeName = 'Authorizer' | 'PathCheck' | 'GroupCheck' | 'ResourceCheck' | 'Decision';

/** `authorizer` and the objects that its functions give. Two of them are never equal. */
class Check extends Opaque {
  override readonly type: Type;
  readonly authorize: Authorize;
  readonly query: Subject & Partial<AuthorizationQuery>;
  constructor(type: TypeName, authorize: Authorize, query: Check['query']) {
    super();
    this.type = kubernetesType(type);
    this.authorize = authorize;
    this.query = query;
  }
  equals(other: Opaque): boolean {
    return this === other;
  }
  with(type: TypeName, more: Partial<AuthorizationQuery>): Check {
    return new Check(type, this.authorize, { ...this.query, ...more });
  }
}

class Decision extends Opaque {
  override readonly type: Type = kubernetesType('Decision');
  readonly answer: AuthorizationAnswer;
  constructor(decided: AuthorizationAnswer) {
    super();
    this.answer = decided;
  }
  equals(other: Opaque): boolean {
    return this === other;
  }
}

/** The variable `authorizer`. */
export function authorizerValue(authorize: Authorize, subject: Subject): Value {
  return new Check('Authorizer', authorize, subject);
}

/** The variable `authorizer.requestResource`. */
export function requestResourceValue(
  authorize: Authorize,
  subject: Subject,
  resource: Partial<AuthorizationQuery>,
): Value {
  return new Check('ResourceCheck', authorize, { ...subject, ...resource });
}

function check(value: Value | undefined): Check {
  if (value instanceof Check) return value;
  throw noSuchOverload();
}

function answer(value: Value | undefined): AuthorizationAnswer {
  if (value instanceof Decision) return value.answer;
  throw noSuchOverload();
}

function filled(value: Value | undefined, name: string): string {
  const text = String(value);
  if (text.trim() === '') throw new EvaluationError(`${name} must not be empty`);
  return text;
}

function serviceAccount(value: Value | undefined, namespace: string, name: string): Value {
  if (dns1123Subdomain(name).length > 0) throw new EvaluationError('Invalid service account name');
  if (dns1123Label(namespace).length > 0)
    throw new EvaluationError('Invalid service account namespace');
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const { authorize } = check(value);
  return new Check('Authorizer', authorize, {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups,
  });
}

function decide(value: Value | undefined, verb: Value | undefined): Value {
  const { authorize, query } = check(value);
  return new Decision(authorize({ ...query, verb: String(verb) }));
}

function narrow(field: 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector') {
  return ([value, text]: readonly Value[]): Value =>
    check(value).with('ResourceCheck', { [field]: String(text) });
}

/** Questions to the authorizer. Source: k8s.io/apiserver pkg/cel/library/authz.go. */
export const authorizerBodies: Bodies = {
  authorizer_path: ([value, path]) =>
    check(value).with('PathCheck', { path: filled(path, 'path') }),
  authorizer_group: ([value, group]) => check(value).with('GroupCheck', { group: String(group) }),
  authorizer_serviceaccount: ([value, namespace, name]) =>
    serviceAccount(value, String(namespace), String(name)),
  groupcheck_resource: ([value, resource]) =>
    check(value).with('ResourceCheck', { resource: filled(resource, 'resource') }),
  resourcecheck_subresource: narrow('subresource'),
  resourcecheck_namespace: narrow('namespace'),
  resourcecheck_name: narrow('name'),
  authorizer_fieldselector: narrow('fieldSelector'),
  authorizer_labelselector: narrow('labelSelector'),
  pathcheck_check: ([value, verb]) => decide(value, verb),
  resourcecheck_check: ([value, verb]) => decide(value, verb),
  decision_allowed: ([value]) => answer(value).allowed,
  decision_reason: ([value]) => answer(value).reason,
  decision_errored: ([value]) => answer(value).error !== undefined,
  decision_error: ([value]) => answer(value).error ?? '',
};
