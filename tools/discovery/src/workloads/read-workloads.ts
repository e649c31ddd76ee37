import { flag, integer, object, optionalInteger, textMap } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { Environment, Node } from '../environment/environment.ts';
import { autoscalersOf } from './autoscalers.ts';
import type { Autoscalers } from './autoscalers.ts';
import { controllerOf } from './owner.ts';
import type { Owner } from './owner.ts';
import { predictPods } from './predict-pods.ts';
import { readPod } from './read-pod.ts';
import type { Replicas, Workload } from './workload.ts';

/** A kind that makes pods: its group, and where its pod template stands. */
const CONTROLLERS: readonly {
  readonly group: string;
  readonly kind: string;
  readonly template: readonly string[];
}[] = [
  { group: 'apps', kind: 'DaemonSet', template: ['spec', 'template'] },
  { group: 'apps', kind: 'Deployment', template: ['spec', 'template'] },
  { group: 'apps', kind: 'ReplicaSet', template: ['spec', 'template'] },
  { group: 'apps', kind: 'StatefulSet', template: ['spec', 'template'] },
  { group: '', kind: 'ReplicationController', template: ['spec', 'template'] },
  { group: 'batch', kind: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] },
  { group: 'batch', kind: 'Job', template: ['spec', 'template'] },
];

/** What runs pods, and what of it is not modelled. */
export interface Workloads {
  /** Sorted by id. */
  readonly workloads: readonly Workload[];
  readonly notModelled: readonly NotModelled[];
}

/**
 * Everything that runs pods, with the pods that exist while all controllers are at rest. Pods among the manifests that
 * name a controller are its pods, and none are predicted for it.
 */
export function readWorkloads(
  store: Store,
  nodes: readonly Node[],
  environment: Environment,
): Workloads {
  const notModelled: NotModelled[] = [];
  const autoscalers = autoscalersOf(store);
  const owned = ownedObjects(store);
  const workloads = CONTROLLERS.flatMap(({ group, kind, template }) =>
    store.list(group, kind).map((stored) => {
      const children = owned.get(ownerKey(stored.namespace, kind, stored.name)) ?? [];
      const workload = describeWorkload(stored, templateOf(stored, template), nodes, autoscalers);
      const pods = children.filter((child) => child.kind === 'Pod');
      if (pods.length > 0) return withPods(workload, pods, nodes, environment);
      if (children.length > 0) return workload;
      const predicted = predictPods(workload, nodes, environment);
      notModelled.push(...predicted.notModelled);
      return { ...workload, pods: predicted.pods };
    }),
  );
  const known = new Set(workloads.map(({ id }) => id));
  const others = [...barePods(store), ...orphans(owned, known)].map(({ id, kind, name, pods }) =>
    workloadOfPods(id, kind, name, pods, nodes, environment),
  );
  return {
    workloads: [...workloads, ...others].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    notModelled,
  };
}

/** Pods and ReplicaSets by the controller that they name. */
function ownedObjects(store: Store): Map<string, StoredObject[]> {
  const owned = new Map<string, StoredObject[]>();
  const children = [
    ...store.list('', 'Pod'),
    ...store.list('apps', 'ReplicaSet'),
    ...store.list('batch', 'Job'),
  ];
  for (const child of children) {
    const owner = controllerOf(child);
    if (!owner) continue;
    const key = ownerKey(child.namespace, owner.kind, owner.name);
    owned.set(key, [...(owned.get(key) ?? []), child]);
  }
  return owned;
}

function ownerKey(namespace: string, kind: string, name: string): string {
  return `${namespace}/${kind}/${name}`;
}

interface PodGroup {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: readonly [StoredObject, ...StoredObject[]];
}

function barePods(store: Store): PodGroup[] {
  return store
    .list('', 'Pod')
    .filter((pod) => !controllerOf(pod))
    .map((pod) => ({
      id: ownerKey(pod.namespace, 'Pod', pod.name),
      kind: 'Pod',
      name: pod.name,
      pods: [pod],
    }));
}

/** Pods whose controller has no manifest. */
function orphans(
  owned: ReadonlyMap<string, readonly StoredObject[]>,
  known: ReadonlySet<string>,
): PodGroup[] {
  return [...owned].flatMap(([id, children]) => {
    if (known.has(id)) return [];
    const [first, ...rest] = children.filter((child) => child.kind === 'Pod');
    const owner: Owner | undefined = first && controllerOf(first);
    if (!first || !owner) return [];
    return [{ id, kind: owner.kind, name: owner.name, pods: [first, ...rest] as const }];
  });
}

function templateOf(stored: StoredObject, path: readonly string[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>(
    (value, key) => (value ? object(value, key) : undefined),
    stored.object,
  );
}

function describeWorkload(
  stored: StoredObject,
  template: JsonObject | undefined,
  nodes: readonly Node[],
  autoscalers: Autoscalers,
): Workload {
  const metadata = template && object(template, 'metadata');
  const spec = (template && object(template, 'spec')) ?? {};
  const { namespace, kind, name } = stored;
  return {
    id: ownerKey(namespace, kind, name),
    namespace,
    kind,
    name,
    stored,
    labels: labelsIn(metadata, 'labels'),
    annotations: labelsIn(metadata, 'annotations'),
    spec,
    hostNetwork: flag(spec, 'hostNetwork'),
    replicas: replicasOf(stored, nodes, autoscalers),
    pods: [],
  };
}

function labelsIn(metadata: JsonObject | undefined, key: string): Labels {
  return new Map(textMap(metadata, key));
}

function replicasOf(
  stored: StoredObject,
  nodes: readonly Node[],
  autoscalers: Autoscalers,
): Replicas {
  const spec = object(stored.object, 'spec');
  const fixed = (count: number): Replicas => ({ count, min: count, max: count });
  switch (stored.kind) {
    case 'DaemonSet':
      return fixed(Math.max(nodes.length, 1));
    case 'CronJob':
      return { count: 0, min: 0, max: 1 };
    case 'Job': {
      if (flag(spec, 'suspend')) return fixed(0);
      const parallelism = optionalInteger(spec, 'parallelism') ?? 1;
      return fixed(Math.min(parallelism, optionalInteger(spec, 'completions') ?? parallelism));
    }
    default:
      break;
  }
  const written = optionalInteger(spec, 'replicas') ?? 1;
  const autoscaler = autoscalers.of(stored);
  // A workload that is scaled to 0 by hand is left alone (`HorizontalPodAutoscalerController`).
  if (!autoscaler || written === 0) return fixed(written);
  const limits = object(autoscaler.object, 'spec');
  const min = optionalInteger(limits, 'minReplicas') ?? 1;
  const max = Math.max(integer(limits, 'maxReplicas'), min);
  return { count: Math.min(Math.max(written, min), max), min, max, autoscaler };
}

function withPods(
  workload: Workload,
  pods: readonly StoredObject[],
  nodes: readonly Node[],
  environment: Environment,
): Workload {
  const count = pods.length;
  const replicas: Replicas = { count, min: count, max: Math.max(count, workload.replicas.max) };
  const result: Workload = { ...workload, replicas };
  const read = pods.map((pod, index) => readPod(pod, index, result, nodes, environment));
  return { ...result, pods: read };
}

function workloadOfPods(
  id: string,
  kind: string,
  name: string,
  pods: readonly [StoredObject, ...StoredObject[]],
  nodes: readonly Node[],
  environment: Environment,
): Workload {
  const [first] = pods;
  const spec = object(first.object, 'spec') ?? {};
  const workload: Workload = {
    id,
    namespace: first.namespace,
    kind,
    name,
    stored: first,
    labels: first.labels,
    annotations: first.annotations,
    spec,
    hostNetwork: flag(spec, 'hostNetwork'),
    replicas: { count: pods.length, min: pods.length, max: pods.length },
    pods: [],
  };
  return withPods(workload, pods, nodes, environment);
}
