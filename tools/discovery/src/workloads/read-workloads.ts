import { flag, object, textMap } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Environment, Node } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import { autoscalersOf } from './autoscalers.ts';
import { CONTROLLERS, templateOf, unknownLabelsOf } from './controllers.ts';
import { daemonNodesOf } from './daemon-nodes.ts';
import type { DaemonNodes } from './daemon-nodes.ts';
import { groupPods, ownedObjects } from './owned.ts';
import type { PodGroup } from './owned.ts';
import { ownerKey } from './owner.ts';
import { placementOf } from './placement.ts';
import type { Placement } from './placement.ts';
import { predictPods } from './predict-pods.ts';
import { readPod } from './read-pod.ts';
import { isForeign, replicasOf } from './replicas.ts';
import { selectorsOverUnknownLabels } from './unknown-labels.ts';
import type { Replicas, Workload } from './workload.ts';

/** No cluster is made for more pods (kubernetes.io/docs/setup/best-practices/cluster-large), but manifests may ask for any number. */
const MAX_PODS = 150_000;

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
  const autoscalers = autoscalersOf(store, environment);
  const placement = placementOf(nodes, environment);
  const owned = ownedObjects(store);
  const notModelled: NotModelled[] = [...autoscalers.notModelled];
  let left = MAX_PODS;
  const workloads = CONTROLLERS.flatMap((controller) =>
    store.list(controller.group, controller.kind).map((stored): Workload => {
      const template = templateOf(stored, controller);
      const spec = object(template, 'spec') ?? {};
      let daemons: DaemonNodes | undefined;
      const replicas = replicasOf(
        stored,
        () => {
          daemons = daemonNodesOf(stored, spec, nodes);
          return nodes.length === 0 ? 1 : daemons.nodes.length;
        },
        autoscalers,
      );
      const workload = describeWorkload(stored, object(template, 'metadata'), spec, replicas);
      const children = owned.get(workload.id) ?? [];
      const [pod, ...others] = children.filter((child) => child.kind === 'Pod');
      if (pod) return withPods(workload, [pod, ...others], placement);
      if (children.length > 0) return workload;
      notModelled.push(...(daemons?.notModelled ?? []), ...heldBack(stored));
      const predicted = predictPods(workload, daemons?.nodes ?? [], placement, left);
      left -= predicted.pods.length;
      notModelled.push(...predicted.notModelled);
      return { ...workload, pods: predicted.pods };
    }),
  );
  const known = new Set(workloads.map(({ id }) => id));
  const groups = groupPods(store, owned, known);
  const all = [...workloads, ...groups.map((group) => workloadOfPods(group, placement))];
  notModelled.push(...selectorsOverUnknownLabels(store, all));
  return { workloads: all.toSorted((a, b) => (a.id < b.id ? -1 : 1)), notModelled };
}

/** Workloads that wait for somebody: what they do until then is a matter of their past. */
function heldBack(stored: StoredObject): readonly NotModelled[] {
  const spec = object(stored.object, 'spec');
  const resource = describeObject(stored);
  if (stored.kind === 'Deployment' && flag(spec, 'paused')) {
    const reason =
      'while it is paused its pods are those of an earlier template, or none: it is modelled as if it went on';
    return [{ resource, field: 'spec.paused', reason }];
  }
  const job = stored.kind === 'CronJob' ? object(object(spec, 'jobTemplate'), 'spec') : spec;
  if ((stored.kind === 'Job' || stored.kind === 'CronJob') && isForeign(job)) {
    const reason =
      'another controller than that of Kubernetes runs it: it is modelled without pods';
    return [{ resource, field: 'spec.managedBy', reason }];
  }
  return [];
}

function describeWorkload(
  stored: StoredObject,
  metadata: JsonObject | undefined,
  spec: JsonObject,
  replicas: Replicas,
): Workload {
  const { namespace, kind, name } = stored;
  return {
    id: ownerKey(namespace, kind, name),
    namespace,
    kind,
    name,
    stored,
    labels: labelsIn(metadata, 'labels'),
    annotations: labelsIn(metadata, 'annotations'),
    unknownLabels: unknownLabelsOf(stored),
    spec,
    hostNetwork: flag(spec, 'hostNetwork'),
    replicas,
    pods: [],
  };
}

function labelsIn(metadata: JsonObject | undefined, key: string): Labels {
  return new Map(textMap(metadata, key));
}

function withPods(
  workload: Workload,
  pods: readonly StoredObject[],
  placement: Placement,
): Workload {
  const count = pods.length;
  const { max } = workload.replicas;
  const result: Workload = {
    ...workload,
    unknownLabels: [],
    replicas: { ...workload.replicas, count, min: count, max: Math.max(count, max) },
  };
  return { ...result, pods: pods.map((pod, index) => readPod(pod, index, result, placement)) };
}

function workloadOfPods(group: PodGroup, placement: Placement): Workload {
  const { id, kind, name, pods } = group;
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
    unknownLabels: [],
    spec,
    hostNetwork: flag(spec, 'hostNetwork'),
    replicas: { count: pods.length, min: pods.length, max: pods.length },
    pods: [],
  };
  return withPods(workload, pods, placement);
}
