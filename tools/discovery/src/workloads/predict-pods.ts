import { integer, object, text } from '@fingerpost/apiserver';
import type { Environment, Node } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Labels } from '../store/stored-object.ts';
import { makePod } from './make-pod.ts';
import type { Pod } from './pod.ts';
import type { Workload } from './workload.ts';

/** More pods of one workload than this are not listed: no cluster would run them, and manifests may ask for any number. */
const MAX_PODS = 20_000;

/** The pods that the controller of a workload makes of its template. */
export function predictPods(
  workload: Workload,
  nodes: readonly Node[],
  environment: Environment,
): { readonly pods: readonly Pod[]; readonly notModelled: readonly NotModelled[] } {
  const { count } = workload.replicas;
  const notModelled: NotModelled[] = [];
  if (count > MAX_PODS) {
    notModelled.push({
      resource: describeObject(workload),
      field: 'spec.replicas',
      reason: `only the first ${MAX_PODS} of its ${count} pods are modelled`,
    });
  }
  const first = firstOrdinal(workload);
  const pods = Array.from({ length: Math.min(count, MAX_PODS) }, (_, index) => {
    const ordinal = first + index;
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
        known: {},
      },
      nodes,
      environment,
    );
  });
  return { pods: startedPods(workload, pods), notModelled };
}

/**
 * A StatefulSet starts one pod after another: while one is not ready, the next ones do not exist
 * (`updateStatefulSet` of pkg/controller/statefulset).
 */
function startedPods({ kind, stored }: Workload, pods: readonly Pod[]): readonly Pod[] {
  const policy = text(object(stored.object, 'spec'), 'podManagementPolicy');
  if (kind !== 'StatefulSet' || policy === 'Parallel') return pods;
  const waiting = pods.findIndex((pod) => pod.phase !== 'Running' || !pod.ready || pod.terminating);
  return waiting < 0 ? pods : pods.slice(0, waiting + 1);
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
  const added: [string, string][] = [];
  if (workload.kind === 'StatefulSet') {
    added.push(
      ['statefulset.kubernetes.io/pod-name', name ?? ''],
      ['apps.kubernetes.io/pod-index', String(ordinal)],
    );
  }
  if (workload.kind === 'Job') {
    added.push(['batch.kubernetes.io/job-name', workload.name], ['job-name', workload.name]);
    if (isIndexed(workload))
      added.push(['batch.kubernetes.io/job-completion-index', String(ordinal)]);
  }
  return added.length === 0 ? workload.labels : new Map([...workload.labels, ...added]);
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
  const hostname = isIndexed(workload) ? `${workload.name}-${ordinal}` : text(spec, 'hostname');
  return { hostname: hostname || undefined, subdomain: text(spec, 'subdomain') || undefined };
}

function isIndexed({ kind, stored }: Workload): boolean {
  return kind === 'Job' && text(object(stored.object, 'spec'), 'completionMode') === 'Indexed';
}
