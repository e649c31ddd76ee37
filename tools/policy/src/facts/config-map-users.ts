import { object, objects, text, texts } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { referencesOf } from './references.ts';
import type { RuleInput } from '../rule.ts';

/** Who may use a ConfigMap, as far as manifests say. */
export interface ConfigMapUsers {
  /** A pod or another object of its namespace, or one without namespace, names it. */
  isNamed(namespace: string, name: string): boolean;
  /** Something that runs in the namespace may ask the API server for ConfigMaps. */
  isReadByApi(namespace: string): boolean;
}

/** Kinds that are read in another way, and those that name no ConfigMap. */
const PASSED_OVER = new Set([
  'ConfigMap',
  'CronJob',
  'CustomResourceDefinition',
  'DaemonSet',
  'Deployment',
  'EndpointSlice',
  'Endpoints',
  'Job',
  'Namespace',
  'NetworkPolicy',
  'Pod',
  'PodDisruptionBudget',
  'PrometheusRule',
  'ReplicaSet',
  'ReplicationController',
  'Secret',
  'ServiceAccount',
  'StatefulSet',
]);
const RBAC = 'rbac.authorization.k8s.io';
const CONFIG_KEY = /config|params?ref|valuesfrom|bundle|dashboard/i;
const MOST = 100_000;

/** Reads references of pods, words that programs are told, and what other objects hold under keys that mean ConfigMaps. */
export function configMapUsers(input: RuleInput): ConfigMapUsers {
  const { model } = input;
  const named = new Set<string>();
  for (const workload of model.workloads) {
    for (const { kind, name } of referencesOf(workload)) {
      if (kind === 'ConfigMap') named.add(`${workload.namespace}/${name}`);
    }
    for (const word of wordsOf(workload.spec)) named.add(`${workload.namespace}/${word}`);
  }
  for (const stored of model.store.objects) {
    const { group, kind, namespace } = stored;
    if (PASSED_OVER.has(kind) || (kind === 'Service' && group === '')) continue;
    for (const { name, namespace: other } of namesIn(stored))
      named.add(`${other ?? namespace}/${name}`);
  }
  const readers = apiReaders(input);
  return {
    isNamed: (namespace, name) => named.has(`${namespace}/${name}`) || named.has(`/${name}`),
    isReadByApi: (namespace) => readers.has(namespace),
  };
}

/** Words of variables and command lines: `--configmap=$(POD_NAMESPACE)/nginx-configuration`. */
function wordsOf(spec: JsonObject): string[] {
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  const told = containers.flatMap((container) => [
    ...texts(container, 'command'),
    ...texts(container, 'args'),
    ...objects(container, 'env').map((variable) => text(variable, 'value')),
  ]);
  return told.flatMap((line) => line.slice(0, 10_000).split(/[^\w.-]+/));
}

/** Names below keys such as configMapRef, in typed references, and those that roles name. */
function namesIn({ object: held }: StoredObject): { name: string; namespace?: string }[] {
  const found: { name: string; namespace?: string }[] = [];
  const left: { value: JsonValue | undefined; isConfig: boolean }[] = Object.entries(held)
    .filter(([key]) => key !== 'metadata')
    .map(([key, value]) => ({ value, isConfig: CONFIG_KEY.test(key) }));
  for (let steps = 0; steps < MOST; steps++) {
    const next = left.pop();
    if (!next) break;
    const { value, isConfig } = next;
    if (typeof value === 'string' && isConfig) found.push({ name: value });
    if (Array.isArray(value)) for (const item of value) left.push({ value: item, isConfig });
    const fields = object({ value: value ?? null }, 'value');
    if (!fields) continue;
    const isReference = isConfig || text(fields, 'kind') === 'ConfigMap';
    const namespace = text(fields, 'namespace');
    const name = text(fields, 'name');
    if (isReference && name !== '') found.push({ name, ...(namespace !== '' && { namespace }) });
    for (const [key, item] of Object.entries(fields)) {
      left.push({ value: item, isConfig: CONFIG_KEY.test(key) || key === 'resourceNames' });
    }
  }
  return found;
}

/** Namespaces with a ServiceAccount that a role lets read ConfigMaps without saying which. */
function apiReaders({ model: { store } }: RuleInput): ReadonlySet<string> {
  const readers = new Set<string>();
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
    for (const binding of store.list(RBAC, kind)) {
      const reference = object(binding.object, 'roleRef');
      const role = text(reference, 'kind');
      const namespace = role === 'Role' ? binding.namespace : '';
      const found = store.get(RBAC, role, namespace, text(reference, 'name'));
      if (!found || !objects(found.object, 'rules').some(readsConfigMaps)) continue;
      for (const subject of objects(binding.object, 'subjects')) {
        readers.add(text(subject, 'namespace') || binding.namespace);
      }
    }
  }
  return readers;
}

function readsConfigMaps(rule: JsonObject): boolean {
  const resources = texts(rule, 'resources');
  const reads = texts(rule, 'verbs').some((verb) => ['*', 'get', 'list', 'watch'].includes(verb));
  const isAny = texts(rule, 'resourceNames').length === 0;
  return reads && isAny && resources.some((resource) => ['*', 'configmaps'].includes(resource));
}
