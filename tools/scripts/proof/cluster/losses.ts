import { setTimeout as wait } from 'node:timers/promises';

import type { Question } from '../question.ts';
import { askFrom } from './probers.ts';
import type { ProbeAnswer } from './probers.ts';
import type { RealAnswer } from './real-answer.ts';
import { podsOf } from './reality.ts';
import type { Reality } from './reality.ts';
import { askRollout } from './rollout.ts';

type Losses = Extract<Question, { ask: 'losses' }>;

/** Milliseconds between two connections, and how long they are made around a deletion. */
const EVERY = 5;
const LENGTH = 9000;
/** Whether a deletion costs connections is chance: the node and the proxies hear of it at about the same time. */
const DELETIONS = 5;
/** Milliseconds until the pod in the place of the deleted one has to be ready. */
const PATIENCE = 60_000;

/** Makes new connections all the time while a pod is deleted, up to five times, and counts those that are lost. */
export async function askLosses(reality: Reality, question: Losses): Promise<RealAnswer> {
  let [sent, lost, late, deletions] = [0, 0, 0, 0];
  let isStalled = false;
  while (deletions < DELETIONS && lost === 0) {
    const { answer, stalled } = await deleteOnce(reality, question);
    const { timeout = 0, ...broken } = answer.failed ?? {};
    lost += Object.values(broken).reduce((sum, count) => sum + count, 0);
    late += timeout;
    sent += answer.sent ?? 0;
    isStalled ||= stalled;
    deletions += 1;
    await awaitPods(reality, question.workload);
  }
  const timedOut = late > 0 ? `, ${late} timed out` : '';
  const times = deletions === 1 ? '1 deletion' : `${deletions} deletions`;
  const figures = `${lost} of ${sent} refused or cut off${timedOut}, ${times}`;
  if (lost > 0) return { answer: 'connections are lost', figures };
  // What only timed out may have waited for the machine.
  return { answer: 'no connection is lost', figures, inconclusive: late > 0 || isStalled };
}

async function deleteOnce(
  reality: Reality,
  { workload, from, to }: Losses,
): Promise<{ readonly answer: ProbeAnswer; readonly stalled: boolean }> {
  const pod = (await podsOf(reality, workload)).find(({ ready }) => ready);
  if (!pod) throw new Error(`no pod of ${workload} is ready`);
  const url = `http://${to.host}:${to.port}/`;
  const watching = askFrom(reality, from, [
    { kind: 'watch', url, every: EVERY, for: LENGTH, timeout: 3000 },
  ]);
  // Until the connections have begun.
  await wait(2000);
  await reality.cluster.deletePod(pod.namespace, pod.name);
  const { answers, stalled } = await watching;
  return { answer: answers[0] ?? { result: '' }, stalled };
}

async function awaitPods(reality: Reality, workload: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if ((await askRollout(reality, workload)) === 'all pods become ready') return;
    await wait(500);
  }
}
