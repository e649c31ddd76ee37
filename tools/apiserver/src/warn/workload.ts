import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { root, type Path } from '../field/path.ts';
import { integer, object, objects, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { sameObject } from '../field/same-value.ts';
import { warnOfClaimSpec } from './claim-spec.ts';
import { warnOfPod } from './pod-spec/pod-spec.ts';
import { NAMES_PODS, warnOfName } from './pod.ts';

// Source: WarningsOnCreate and WarningsOnUpdate in pkg/registry/{apps,batch,core}/*/strategy.go. On update a
// template is looked at when the object's generation grows.

const SPEC = root.child('spec');
const TEMPLATE = SPEC.child('template');
const MANY_COMPLETIONS = 100_000;
const MANY_PODS = 10_000;

/** Warnings of a Deployment: its name becomes that of its pods. Its annotations are those of its ReplicaSets. */
export function warnOfDeployment(target: JsonObject, before?: JsonObject): string[] {
  const annotated = !sameObject(annotationsOf(target), annotationsOf(before));
  return [
    ...(before ? [] : warnOfName(target, NAMES_PODS)),
    ...warnOfTemplate(target, annotated ? undefined : before),
  ];
}

/** Warnings of a ReplicaSet. */
export function warnOfReplicaSet(target: JsonObject, before?: JsonObject): string[] {
  return [...(before ? [] : warnOfName(target, NAMES_PODS)), ...warnOfTemplate(target, before)];
}

/** Warnings of a ReplicationController; of a changed one upstream looks at the old template. */
export function warnOfReplicationController(target: JsonObject, before?: JsonObject): string[] {
  if (!before) return warnOfReplicaSet(target);
  return sameObject(target['spec'], before['spec']) ? [] : warnOfTemplate(before, undefined);
}

/** Warnings of a DaemonSet. */
export function warnOfDaemonSet(target: JsonObject, before?: JsonObject): string[] {
  const template = object(object(target, 'spec'), 'template');
  if (before && sameObject(template, object(object(before, 'spec'), 'template'))) return [];
  return warnOfPod(template ?? {}, TEMPLATE, true);
}

/** Warnings of a StatefulSet: its claims, and a history without an end. */
export function warnOfStatefulSet(target: JsonObject, before?: JsonObject): string[] {
  const spec = object(target, 'spec');
  const warnings = warnOfTemplate(target, before);
  for (const [index, claim] of objects(spec, 'volumeClaimTemplates').entries()) {
    const path = SPEC.child('volumeClaimTemplates').index(index);
    // The path of a new one lacks a step upstream, that of a changed one has a capital.
    const claimPath = before ? path.child('Spec') : path;
    append(warnings, warnOfClaimSpec(object(claim, 'spec'), claimPath));
  }
  if (integer(spec, 'revisionHistoryLimit') < 0) {
    const what = 'a negative value retains all historical revisions; a value >= 0 is recommended';
    warnings.push(`spec.revisionHistoryLimit: ${what}`);
  }
  return warnings;
}

/** Warnings of a Job. */
export function warnOfJob(target: JsonObject, before?: JsonObject): string[] {
  const spec = specOf(target);
  if (!before) return [...warnOfName(target, NAMES_PODS), ...warnOfJobSpec(spec, SPEC)];
  return sameObject(spec, object(before, 'spec')) ? [] : warnOfJobSpec(spec, SPEC);
}

/** Warnings of a CronJob; a time zone in the schedule can only be there from old times. */
export function warnOfCronJob(target: JsonObject, before?: JsonObject): string[] {
  const spec = object(target, 'spec');
  const jobSpec = object(object(spec, 'jobTemplate'), 'spec') ?? {};
  const path = SPEC.child('jobTemplate', 'spec');
  if (!before) return [...warnOfName(target, NAMES_PODS), ...warnOfJobSpec(jobSpec, path)];
  const warnings = sameObject(spec, object(before, 'spec')) ? [] : warnOfJobSpec(jobSpec, path);
  if (!text(spec, 'schedule').includes('TZ')) return warnings;
  const what =
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
  return [...warnings, what];
}

/** Warnings of a PodTemplate object, whose template is at its root. */
export function warnOfPodTemplate(target: JsonObject, before?: JsonObject): string[] {
  if (before && sameObject(target['template'], before['template'])) return [];
  return warnOfPod(object(target, 'template') ?? {}, root.child('template'), true);
}

function warnOfJobSpec(spec: JsonObject, path: Path): string[] {
  const warnings = warnOfPod(object(spec, 'template') ?? {}, path.child('template'), true);
  const many =
    text(spec, 'completionMode') === 'Indexed' &&
    integer(spec, 'completions') > MANY_COMPLETIONS &&
    integer(spec, 'parallelism') > MANY_PODS;
  if (!many) return warnings;
  const what =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [`${path}: ${what}`, ...warnings];
}

function warnOfTemplate(target: JsonObject, before: JsonObject | undefined): string[] {
  const spec = object(target, 'spec');
  if (before && sameObject(spec, object(before, 'spec'))) return [];
  return warnOfPod(object(spec, 'template') ?? {}, TEMPLATE, true);
}

function annotationsOf(target: JsonObject | undefined): JsonObject | undefined {
  return object(object(target, 'metadata'), 'annotations');
}
