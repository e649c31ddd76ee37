import { readFileSync } from 'node:fs';
import type { JsonObject } from 'kustomize-ts';
import { decode } from '../../src/decode/decode.ts';
import { object, text } from '../../src/field/read.ts';
import { goKind } from '../../src/schema/types.ts';
import { expand } from '../cluster/agreement.ts';

/** Kinds that the recorded requests hardly have. */
const MORE: readonly JsonObject[] = [
  {
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata: { name: 'app', namespace: 'shop' },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'app', namespace: 'shop' },
    spec: {
      replicas: 2,
      selector: { app: 'web' },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'app', namespace: 'shop' },
    spec: {
      hard: { pods: '5', 'requests.cpu': '2', services: '3' },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }],
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'app', namespace: 'shop' },
    spec: { hard: { pods: '5', 'limits.memory': '2Gi' }, scopes: ['NotTerminating'] },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'app', namespace: 'shop' },
    rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'watch'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'app' },
    rules: [
      { apiGroups: [''], resources: ['services'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz'], verbs: ['get'] },
    ],
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { app: 'web' } }] },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'app' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'app' },
    subjects: [
      { kind: 'ServiceAccount', name: 'app', namespace: 'shop' },
      { kind: 'User', name: 'someone', apiGroup: 'rbac.authorization.k8s.io' },
    ],
  },
  {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'app', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' },
      minReplicas: 1,
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 80,
    },
  },
];

interface Case {
  readonly object?: JsonObject;
  readonly cluster?: string;
  readonly given?: readonly JsonObject[];
  readonly path?: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly via?: string;
}

const LARGEST = 20_000;
const NAMESPACES: readonly string[] = ['shop', 'restricted', 'default'];

/** The objects of the recorded requests, by lower-case kind; without those that are very large. */
export function corpus(): ReadonlyMap<string, readonly JsonObject[]> {
  const objects = [...MORE, ...read('api.json'), ...read('updates.json')];
  return Map.groupBy(objects.filter(isUsable), (one) => text(one, 'kind').toLowerCase());
}

function read(file: string): JsonObject[] {
  const url = new URL(`../cluster/${file}`, import.meta.url);
  const cases = JSON.parse(readFileSync(url, 'utf8')) as readonly Case[];
  return cases.flatMap(({ object: created, path, before, after }) =>
    path === undefined
      ? [created, before, after].flatMap((one) => (one ? [expand(one) as JsonObject] : []))
      : [],
  );
}

function isUsable(one: JsonObject): boolean {
  const go = goKind(text(one, 'apiVersion'), text(one, 'kind'));
  if (go === undefined || JSON.stringify(one).length > LARGEST) return false;
  if ('refusal' in decode(one)) return false;
  const namespace = object(one, 'metadata')?.['namespace'];
  return !go.namespaced || NAMESPACES.includes(String(namespace));
}

/** The path of the collection that an object belongs to, as it says itself. */
export function collectionPath(one: JsonObject): string {
  const apiVersion = text(one, 'apiVersion');
  const go = goKind(apiVersion, text(one, 'kind'));
  const root = apiVersion.includes('/') ? 'apis' : 'api';
  const namespace = text(object(one, 'metadata'), 'namespace') || 'default';
  const scope = go?.namespaced === true ? `/namespaces/${namespace}` : '';
  return `/${root}/${apiVersion}${scope}/${go?.resource ?? ''}`;
}
