import { integer, object, text } from '@fingerpost/apiserver';
import type { NotModelled } from '../not-modelled.ts';
import type { Node } from '../environment/environment.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Labels } from '../store/stored-object.ts';
import { COMPLETION_INDEX, isIndexed, jobLabels } from './controllers.ts';
import { makePod } from './make-pod.ts';
import { nodeChoice } from './placement.ts';
import type { NodeChoice, Placement } from './placement.ts';
import type { Pod } from './pod.ts';
import type { Workload } from './workload.ts';

/** A label of 63 characters has to hold the name of a StatefulSet, `-` and up to 10 digits of a hash. */
const SET_NAME_LENGTH = 52;

/** The pods that a controller makes, and what of them is not modelled. */
export interface Prediction {
  readonly pods: readonly Pod[];
  readonly notModelled: readonly NotModelled[];
}

/**
 * The pods that the controller of a workload makes of its template, at most `limit` of them: a DaemonSet one on each of
 * `daemonNodes`, others as many as its replicas say.
 */
export function predictPods(
  workload: Workload,
  daemonNodes: readonly Node[],
  placement: Placement,
  limit: number,
): Prediction {
  const notModelled: NotModelled[] = [];
  const leaveOut = (field: string, reason: string): void => {
    notModelled.push({ resource: describeObject(workload), field, reason });
  };
  if (workload.kind === 'StatefulSet' && workload.name.length > SET_NAME_LENGTH) {
    leaveOut(
      'metadata.name',
      `with more than ${SET_NAME_LENGTH} characters the label controller-revision-hash of its pods gets too long, so they are refused (but for rare short hashes): it is modelled without pods`,
    );
    return { pods: [], notModelled };
  }
  const { count } = workload.replicas;
  const made = Math.max(Math.min(count, limit), 0);
  if (count > made) leaveOut('spec.replicas', `only ${made} of its ${count} pods are modelled`);
  const isDaemon = workload.kind === 'DaemonSet';
  const choose: NodeChoice = isDaemon
    ? (ordinal) => daemonNodes[ordinal]?.name
    : nodeChoice(workload.spec, placement);
  const first = firstOrdinal(workload);
  const pods = Array.from({ length: made }, (_, index) =>
    predictPod(workload, first + index, choose(first + index, index), placement),
  );
  return { pods: startedPods(workload, pods, placement), notModelled };
}

/**
 * A StatefulSet starts one pod after another: while one is not ready, the next ones do not exist
 * (`updateStatefulSet` of pkg/controller/statefulset), but for those that were started before it failed: of these the
 * state is known.
 */
function startedPods(
  { kind, stored }: Workload,
  pods: readonly Pod[],
  { environment }: Placement,
): readonly Pod[] {
  const policy = text(object(stored.object, 'spec'), 'podManagementPolicy');
  if (kind !== 'StatefulSet' || policy === 'Parallel') return pods;
  const waiting = pods.findIndex((pod) => pod.phase !== 'Running' || !pod.ready || pod.terminating);
  if (waiting < 0) return pods;
  const known = pods.findLastIndex((pod) => environment.podState?.(pod).phase !== undefined);
  return pods.slice(0, Math.max(waiting, known) + 1);
}

function predictPod(
  workload: Workload,
  ordinal: number,
  node: string | null | undefined,
  placement: Placement,
): Pod {
  const name = nameOf(workload, ordinal);
  return makePod(
    {
      workload,
      ordinal,
      name,
      label: name ?? `${workload.kind}/${workload.name}[${ordinal}]`,
      labels: labelsOf(workload, name, ordinal),
      annotations: workload.annotations,
      spec: workload.spec,
      ...identityOf(workload, name, ordinal),
      known: node === undefined ? {} : { node },
    },
    placement,
  );
}

/** `spec.ordinals.start` of a StatefulSet. */
function firstOrdinal({ kind, stored }: Workload): number {
  if (kind !== 'StatefulSet') return 0;
  return integer(object(object(stored.object, 'spec'), 'ordinals'), 'start');
}

/** Pods of a StatefulSet have names that are known; all others end in random letters. */
function nameOf({ kind, name }: Workload, ordinal: number): string | undefined {
  return kind === 'StatefulSet' ? `${name}-${ordinal}` : undefined;
}

/** Labels that controllers add to those of the template, as far as their values can be known. */
function labelsOf(workload: Workload, name: string | undefined, ordinal: number): Labels {
  const { kind, labels, stored } = workload;
  switch (kind) {
    case 'StatefulSet':
      return new Map([
        ...labels,
        ['statefulset.kubernetes.io/pod-name', name ?? ''],
        ['apps.kubernetes.io/pod-index', String(ordinal)],
      ]);
    case 'Job': {
      const added = [...jobLabels(stored)];
      if (isIndexedJob(workload)) added.push([COMPLETION_INDEX, String(ordinal)]);
      return new Map([...added, ...labels]);
    }
    default:
      return labels;
  }
}

/** What the pod calls itself: a StatefulSet and an indexed Job set it, others leave it to the template. */
function identityOf(
  workload: Workload,
  name: string | undefined,
  ordinal: number,
): { readonly hostname: string | undefined; readonly subdomain: string | undefined } {
  const { spec, stored } = workload;
  if (workload.kind === 'StatefulSet') {
    const subdomain = text(object(stored.object, 'spec'), 'serviceName') || undefined;
    return { hostname: name, subdomain };
  }
  const hostname = isIndexedJob(workload) ? `${workload.name}-${ordinal}` : text(spec, 'hostname');
  return { hostname: hostname || undefined, subdomain: text(spec, 'subdomain') || undefined };
}

function isIndexedJob({ kind, stored }: Workload): boolean {
  return kind === 'Job' && isIndexed(object(stored.object, 'spec'));
}
