import type { JsonObject } from 'kustomize-ts';
import type { Authorize } from '../cel/library/authorizer.ts';
import { authorizerValue, requestResourceValue } from '../cel/library/authorizer.ts';
import { fromJson } from '../cel/run/from-json.ts';
import type { Value } from '../cel/run/value.ts';
import type { Attributes } from './attributes.ts';
import { convertObject } from './equivalent-resources.ts';
import type { Match } from './match.ts';

/** What the evaluation of a binding sees beside its parameter. */
export interface Surroundings {
  readonly request: Attributes;
  readonly match: Match;
  /** The namespace of the request; undefined for requests without one. */
  readonly namespace: JsonObject | undefined;
  readonly authorize: Authorize;
}

const values = new WeakMap<JsonObject, Value>();

function valueOf(target: JsonObject | undefined): Value {
  if (target === undefined) return null;
  const known = values.get(target);
  if (known !== undefined) return known;
  const value = fromJson(target);
  values.set(target, value);
  return value;
}

/** The variables of an expression, without `variables`. `namespaceObject` is null in match conditions. */
export function activation(
  { request, match, namespace, authorize }: Surroundings,
  params: JsonObject | undefined,
  inConditions: boolean,
): Map<string, Value> {
  const subject = { user: request.user.name, groups: request.user.groups };
  const resource = inConditions ? request.resource : match.resource;
  return new Map<string, Value>([
    ['object', valueOf(convertObject(request.object, match.kind))],
    ['oldObject', valueOf(convertObject(request.oldObject, match.kind))],
    ['params', valueOf(params)],
    ['request', fromJson(requestObject(request, { resource, kind: match.kind }))],
    ['namespaceObject', inConditions ? null : valueOf(namespace)],
    ['authorizer', authorizerValue(authorize, subject)],
    [
      'authorizer.requestResource',
      requestResourceValue(authorize, subject, {
        group: request.resource.group,
        resource: request.resource.resource,
        subresource: request.subresource,
        namespace: request.namespace,
        name: request.name,
      }),
    ],
  ]);
}

const optionKinds = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
  CONNECT: undefined,
};

/** The variable `request`. Source: CreateAdmissionRequest in k8s.io/apiserver pkg/admission/plugin/cel/condition.go. */
function requestObject(request: Attributes, match: Match): JsonObject {
  const kind = optionKinds[request.operation];
  const result: JsonObject = {
    uid: '',
    kind: { ...match.kind },
    resource: { ...match.resource },
    requestKind: { ...request.kind },
    requestResource: { ...request.resource },
    operation: request.operation,
    userInfo: { username: request.user.name, groups: [...request.user.groups] },
    object: null,
    oldObject: null,
    dryRun: request.isDryRun,
    options:
      kind === undefined ? null : { kind, apiVersion: 'meta.k8s.io/v1', ...options(request) },
  };
  const given = {
    name: request.name,
    namespace: request.namespace,
    subResource: request.subresource,
  };
  for (const [key, value] of Object.entries(given)) if (value !== '') result[key] = value;
  if (request.subresource !== '') result['requestSubResource'] = request.subresource;
  return result;
}

function options(request: Attributes): JsonObject {
  if (request.operation === 'DELETE') return {};
  return request.isDryRun
    ? { dryRun: ['All'], fieldValidation: 'Strict' }
    : { fieldValidation: 'Strict' };
}
