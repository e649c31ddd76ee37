import { flag, integer, object, objects, optionalInteger, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Autoscalers } from './autoscalers.ts';
import type { Replicas } from './workload.ts';

const JOB_CONTROLLER = 'kubernetes.io/job-controller';

/**
 * How many pods the controller of a workload keeps.
 * @param daemons the number of nodes that a DaemonSet runs on
 */
export function replicasOf(
  stored: StoredObject,
  daemons: () => number,
  autoscalers: Autoscalers,
): Replicas {
  const spec = object(stored.object, 'spec');
  switch (stored.kind) {
    case 'DaemonSet':
      return fixed(daemons());
    case 'CronJob': {
      const job = object(object(spec, 'jobTemplate'), 'spec');
      const suspended = flag(spec, 'suspend') || isHeld(job);
      return { count: 0, min: 0, max: suspended ? 0 : parallel(job, 0) };
    }
    case 'Job': {
      const status = object(stored.written, 'status');
      const done = isHeld(spec) || isFinished(status);
      return fixed(done ? 0 : parallel(spec, integer(status, 'succeeded')));
    }
    default:
      return scaled(stored, optionalInteger(spec, 'replicas') ?? 1, autoscalers);
  }
}

/** `reconcileAutoscaler` of horizontal.go: what was scaled to 0 by hand is left alone. */
function scaled(stored: StoredObject, written: number, autoscalers: Autoscalers): Replicas {
  const autoscaler = autoscalers.of(stored);
  if (!autoscaler || written === 0) return fixed(written);
  const limits = object(autoscaler.object, 'spec');
  const min = optionalInteger(limits, 'minReplicas') ?? 1;
  const max = Math.max(integer(limits, 'maxReplicas'), min);
  const count = autoscalers.scaledTo(stored) ?? written;
  return { count: Math.min(Math.max(count, min), max), min, max, autoscaler };
}

/** `manageJob` of job_controller.go: no more at once than are still to be completed. */
function parallel(job: JsonObject | undefined, succeeded: number): number {
  const parallelism = optionalInteger(job, 'parallelism') ?? 1;
  const completions = optionalInteger(job, 'completions');
  const left = completions === undefined ? parallelism : completions - succeeded;
  return Math.max(Math.min(parallelism, left), 0);
}

/** A Job that the controller does not start: suspended, or left to another controller. */
function isHeld(job: JsonObject | undefined): boolean {
  return flag(job, 'suspend') || isForeign(job);
}

/** A Job that another controller than that of Kubernetes runs (`spec.managedBy`). */
export function isForeign(job: JsonObject | undefined): boolean {
  const manager = text(job, 'managedBy');
  return manager !== '' && manager !== JOB_CONTROLLER;
}

function isFinished(status: JsonObject | undefined): boolean {
  return objects(status, 'conditions').some(
    (condition) =>
      ['Complete', 'Failed'].includes(text(condition, 'type')) &&
      text(condition, 'status') === 'True',
  );
}

function fixed(count: number): Replicas {
  return { count, min: count, max: count };
}
