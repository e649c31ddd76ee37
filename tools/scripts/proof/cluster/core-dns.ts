import { setTimeout as wait } from 'node:timers/promises';

import { integer, object, objects } from '@fingerpost/apiserver';

import type { RealAnswer } from './real-answer.ts';
import { podsOf, runKubectl } from './reality.ts';
import type { RealPod, Reality } from './reality.ts';

export const COREDNS = 'kube-system/Deployment/coredns';

/** Milliseconds that a new pod has to start or fail. */
const PATIENCE = 60_000;

/** Deletes one pod of CoreDNS and looks what becomes of the one in its place; the other one serves meanwhile. */
export async function askCoreDns(reality: Reality): Promise<RealAnswer> {
  const before = await podsOf(reality, COREDNS);
  const known = new Set(before.map(({ name }) => name));
  const staying = before.filter(({ terminating }) => !terminating);
  const old = staying.find(({ ready }) => !ready) ?? staying[0];
  if (!old) throw new Error(`there is no pod of ${COREDNS}`);
  await reality.cluster.deletePod(old.namespace, old.name);
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const fresh = (await podsOf(reality, COREDNS)).find(({ name }) => !known.has(name));
    if (fresh?.ready) return { answer: 'starts' };
    if (fresh && hasFailed(fresh)) {
      return { answer: `does not start: ${await lastWords(reality, fresh)}` };
    }
    await wait(500);
  }
  return {
    answer: `neither starts nor fails within ${PATIENCE / 1000} s`,
    inconclusive: true,
  };
}

function hasFailed({ object: pod }: RealPod): boolean {
  return objects(object(pod, 'status'), 'containerStatuses').some(
    (status) =>
      integer(status, 'restartCount') > 0 ||
      object(object(status, 'state'), 'terminated') !== undefined,
  );
}

/** The last line that CoreDNS wrote before it ended. */
async function lastWords(reality: Reality, { namespace, name }: RealPod): Promise<string> {
  const args = ['logs', name, `--namespace=${namespace}`, '--tail=5'];
  const previous = await reality.kubectl([...args, '--previous']);
  const said = previous.code === 0 ? previous.stdout : await runKubectl(reality, args);
  // Go's runtime speaks on the other stream, in any order.
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('maxprocs:'));
  return lines.at(-1) ?? '';
}

/** Starts all pods of CoreDNS anew, one after the other, so that they read their configuration now. */
export async function restartCoreDns(reality: Reality): Promise<void> {
  const target = ['deployment/coredns', '--namespace=kube-system'];
  await runKubectl(reality, ['rollout', 'restart', ...target]);
  await runKubectl(reality, ['rollout', 'status', ...target, '--timeout=100s']);
}
