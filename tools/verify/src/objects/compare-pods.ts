import { intOrString, object, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import { plural } from '@fingerpost/text';

import type { Check } from '../check.ts';
import type { ClusterObject } from '../cluster.ts';
import { controllerOf } from './controller-of.ts';
import { isAlive, isReadyPod, isTerminating, whyNotReady } from './live-pod.ts';
import type { LiveObjects } from './live-objects.ts';
import { podsByWorkload } from './pair-pods.ts';
import type { Prediction } from './predict.ts';
import { sourceOf } from './source-of.ts';

/** Kinds whose pods come and go: nothing is predicted of how many there are. */
const PASSING: readonly string[] = ['CronJob', 'Job'];

/**
 * Holds how many pods each workload has, and that they are ready, against the cluster. While pods of it are being
 * deleted, or a rollout has made new ones and not yet deleted old ones, it is not conclusive.
 */
export function comparePods({ model, given, pods }: Prediction, live: LiveObjects): Check[] {
  const byOwner = podsByWorkload(live.pods, pods.owners);
  return model.workloads
    .filter(({ kind }) => !PASSING.includes(kind))
    .map((workload) =>
      compareWorkload(
        workload,
        byOwner.get(workload.id) ?? [],
        given.has(workload.stored.resource),
      ),
    );
}

function compareWorkload(
  workload: Workload,
  pods: readonly ClusterObject[],
  isGiven: boolean,
): Check {
  const { id, replicas, stored } = workload;
  const alive = pods.filter((pod) => isAlive(pod));
  const ready = alive.filter((pod) => isReadyPod(pod));
  const leaving = pods.filter((pod) => isTerminating(pod)).length;
  const source = sourceOf(stored.resource, ['spec', 'replicas']);
  const { min, max } = replicas;
  const isRolling = ready.length === alive.length && isSurge(workload, alive);
  const reason = reasonOf(alive, ready.length, { min, max, leaving, isGiven, isRolling });
  const isPassing = leaving > 0 || isRolling;
  return {
    part: 'endpoints',
    subject: `pods of ${id}`,
    predicted: min === max ? `${min} ready` : `${min} to ${max} ready`,
    real: describeReal(alive.length, ready.length, leaving),
    verdict: reason === undefined ? 'agrees' : isPassing ? 'not-conclusive' : 'disagrees',
    ...(reason !== undefined && { reason }),
    ...(source && { source }),
  };
}

function describeReal(alive: number, ready: number, leaving: number): string {
  const parts = [
    `${ready} ready`,
    ...(alive > ready ? [`${alive - ready} not ready`] : []),
    ...(leaving > 0 ? [`${leaving} being deleted`] : []),
  ];
  return parts.join(', ');
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly leaving: number;
  readonly isGiven: boolean;
  readonly isRolling: boolean;
}

/** Whether pods of two ReplicaSets are as many as a rollout of the Deployment may have at a time. */
function isSurge({ kind, replicas, stored }: Workload, alive: readonly ClusterObject[]): boolean {
  if (kind !== 'Deployment' || alive.length <= replicas.max) return false;
  const sets = new Set(alive.map((pod) => text(controllerOf(pod), 'uid')));
  const strategy = object(object(stored.object, 'spec'), 'strategy');
  const surge = intOrString(object(strategy, 'rollingUpdate'), 'maxSurge') ?? 0;
  // A share of the pods is rounded up: MaxSurge of pkg/controller/deployment/util/deployment_util.go.
  const extra =
    typeof surge === 'number'
      ? surge
      : Math.ceil((Number.parseInt(surge, 10) * replicas.max) / 100);
  return sets.size > 1 && alive.length <= replicas.max + extra;
}

/** Undefined where all is as predicted. */
function reasonOf(
  alive: readonly ClusterObject[],
  ready: number,
  { min, max, leaving, isGiven, isRolling }: Bounds,
): string | undefined {
  if (ready === alive.length && ready >= min && ready <= max) return undefined;
  if (isRolling)
    return 'it is being rolled out: pods of two ReplicaSets are there; ask again when that is done';
  if (leaving > 0) return 'its pods are being replaced; ask again when that is done';
  const waiting = alive.find((pod) => !isReadyPod(pod));
  if (waiting) {
    const why = whyNotReady(waiting);
    return `pod ${waiting.metadata.name} is not ready${why === '' ? '' : `: ${why}`}`;
  }
  if (alive.length === 0) {
    return isGiven
      ? 'environment.yaml says that the cluster brings it, and it does not; correct spec.given, or install it'
      : 'the cluster has no such pods: the workload was never applied, was deleted, or its pods are refused';
  }
  const counted = plural(alive.length, 'pod');
  if (isGiven) return `the cluster runs ${counted}; correct spec.given of environment.yaml`;
  return `the cluster runs ${counted}: its replicas were changed by hand, or the rendered ones are not applied yet`;
}
