import { setTimeout as wait } from 'node:timers/promises';

import type { Question } from '../question.ts';
import type { RealAnswer } from './real-answer.ts';
import { askFrom } from './probers.ts';
import { podsOf } from './reality.ts';
import type { Reality } from './reality.ts';

/** Milliseconds between two connections, and how long they are made. */
const EVERY = 5;
const LENGTH = 12_000;

/** Makes new connections all the time while a pod is deleted, and counts those that are lost. */
export async function askLosses(
  reality: Reality,
  { workload, from, to }: Extract<Question, { ask: 'losses' }>,
): Promise<RealAnswer> {
  const pod = (await podsOf(reality, workload)).find(({ ready }) => ready);
  if (!pod) throw new Error(`no pod of ${workload} is ready`);
  const url = `http://${to.host}:${to.port}/`;
  const watching = askFrom(reality, from, [
    { kind: 'watch', url, every: EVERY, for: LENGTH, timeout: 3000 },
  ]);
  // The prober stands already, as one asked before: the connections begin at once.
  await wait(2000);
  await reality.cluster.deletePod(pod.namespace, pod.name);
  const { answers, stalled } = await watching;
  const { failed = {}, sent = 0 } = answers[0] ?? {};
  const { timeout = 0, ...broken } = failed;
  const lost = Object.values(broken).reduce((sum, count) => sum + count, 0);
  const figures = `${lost} of ${sent} refused or cut off${timeout > 0 ? `, ${timeout} timed out` : ''}`;
  if (lost > 0) return { answer: 'connections are lost', figures };
  // What only timed out may have waited for the machine.
  return { answer: 'no connection is lost', figures, inconclusive: timeout > 0 || stalled };
}
