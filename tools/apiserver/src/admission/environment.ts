import type { Environment } from '../cel/check/environment.ts';
import { environment } from '../cel/check/environment.ts';
import type { Type } from '../cel/check/types.ts';
import { bool, dyn, int, list, map, string, struct, timestamp } from '../cel/check/types.ts';
import { kubernetesType } from '../cel/library/signatures.ts';

/** Which variables an expression of a policy may use beside the constant ones. */
export interface Declarations {
  readonly hasParams: boolean;
  readonly hasAuthorizer: boolean;
  /** The types of `variables`, by name; absent where an expression may not use them. */
  readonly variables?: ReadonlyMap<string, Type> | undefined;
  /** The type of `object` and `oldObject`; dyn unless a schema is checked against. */
  readonly object?: Type | undefined;
  readonly params?: Type | undefined;
  /** Object types of schemas. */
  readonly structs?: Environment['structs'] | undefined;
}

const texts = list(string);
const groupVersion = [
  ['group', string],
  ['version', string],
] as const;
const labels = map(string, string);
const groupVersionKind = struct('kubernetes.GroupVersionKind');
const groupVersionResource = struct('kubernetes.GroupVersionResource');

/** The object types of `request` and `namespaceObject`. Source: k8s.io/apiserver pkg/admission/plugin/cel/compile.go. */
const requestStructs: Environment['structs'] = new Map<string, ReadonlyMap<string, Type>>([
  ['kubernetes.GroupVersionKind', new Map<string, Type>([...groupVersion, ['kind', string]])],
  [
    'kubernetes.GroupVersionResource',
    new Map<string, Type>([...groupVersion, ['resource', string]]),
  ],
  [
    'kubernetes.UserInfo',
    new Map<string, Type>([
      ['username', string],
      ['uid', string],
      ['groups', texts],
      ['extra', map(string, texts)],
    ]),
  ],
  [
    'kubernetes.AdmissionRequest',
    new Map<string, Type>([
      ['kind', groupVersionKind],
      ['resource', groupVersionResource],
      ['subResource', string],
      ['requestKind', groupVersionKind],
      ['requestResource', groupVersionResource],
      ['requestSubResource', string],
      ['name', string],
      ['namespace', string],
      ['operation', string],
      ['userInfo', struct('kubernetes.UserInfo')],
      ['dryRun', bool],
      ['options', dyn],
    ]),
  ],
  [
    'kubernetes.Namespace',
    new Map<string, Type>([
      ['metadata', struct('kubernetes.NamespaceMetadata')],
      ['spec', struct('kubernetes.NamespaceSpec')],
      ['status', struct('kubernetes.NamespaceStatus')],
    ]),
  ],
  ['kubernetes.NamespaceSpec', new Map<string, Type>([['finalizers', texts]])],
  [
    'kubernetes.NamespaceStatus',
    new Map<string, Type>([
      ['conditions', list(struct('kubernetes.NamespaceCondition'))],
      ['phase', string],
    ]),
  ],
  [
    'kubernetes.NamespaceCondition',
    new Map<string, Type>([
      ['status', string],
      ['type', string],
      ['lastTransitionTime', timestamp],
      ['message', string],
      ['reason', string],
    ]),
  ],
  [
    'kubernetes.NamespaceMetadata',
    new Map<string, Type>([
      ['name', string],
      ['generateName', string],
      ['namespace', string],
      ['labels', labels],
      ['annotations', labels],
      ['UID', string],
      ['creationTimestamp', timestamp],
      ['deletionGracePeriodSeconds', int],
      ['deletionTimestamp', timestamp],
      ['generation', int],
      ['resourceVersion', string],
      ['finalizers', texts],
    ]),
  ],
]);

/** The environment of a policy's expressions. Schemas are checked without `authorizer.requestResource`, as upstream. */
export function policyEnvironment(declarations: Declarations): Environment {
  const { object = dyn, params = dyn } = declarations;
  const variables = new Map<string, Type>([
    ['object', object],
    ['oldObject', object],
    ['namespaceObject', struct('kubernetes.Namespace')],
    ['request', struct('kubernetes.AdmissionRequest')],
  ]);
  if (declarations.variables) variables.set('variables', struct('kubernetes.variables'));
  if (declarations.hasParams) variables.set('params', params);
  if (declarations.hasAuthorizer) variables.set('authorizer', kubernetesType('Authorizer'));
  if (declarations.hasAuthorizer && declarations.structs === undefined) {
    variables.set('authorizer.requestResource', kubernetesType('ResourceCheck'));
  }
  const structs = new Map([
    ...requestStructs,
    ...(declarations.structs ?? []),
    ['kubernetes.variables', declarations.variables ?? new Map<string, Type>()] as const,
  ]);
  return environment(variables, structs);
}
