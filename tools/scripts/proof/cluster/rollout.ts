import { integer, object, optionalInteger } from '@fingerpost/apiserver';

import { podsOf, workloadObject } from './reality.ts';
import type { Reality } from './reality.ts';

/** Milliseconds after which a pod of this repository would long be ready. */
const LONG = 15_000;

/** Whether the pods of the newest template become ready. */
export async function askRollout(reality: Reality, id: string): Promise<string> {
  const workload = await workloadObject(reality, id);
  const status = object(workload, 'status');
  const wanted = optionalInteger(object(workload, 'spec'), 'replicas') ?? 1;
  if (integer(workload.metadata, 'generation') !== integer(status, 'observedGeneration')) {
    return 'the rollout has not begun';
  }
  const counts = ['updatedReplicas', 'readyReplicas', 'replicas'].map((key) =>
    integer(status, key),
  );
  if (counts.every((count) => count === wanted)) return 'all pods become ready';
  const pods = (await podsOf(reality, id)).filter(({ terminating }) => !terminating);
  const newest = pods.toSorted((a, b) => a.age - b.age)[0]?.template;
  const fresh = pods.filter(({ template }) => template === newest);
  if (fresh.some(({ ready }) => ready)) return 'the rollout goes on';
  return fresh.length > 0 && fresh.every(({ age }) => age > LONG)
    ? 'no new pod becomes ready'
    : 'the rollout goes on';
}
