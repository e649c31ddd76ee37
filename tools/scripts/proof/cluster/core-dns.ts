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
    const said = fresh && hasFailed(fresh) ? await lastWords(reality, fresh) : '';
    if (said !== '') return { answer: `does not start: ${said}` };
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

/** The last line that CoreDNS wrote before it ended; '' where the node does not have it any more, or not yet. */
async function lastWords(reality: Reality, { namespace, name }: RealPod): Promise<string> {
  for (const which of [['--previous'], []]) {
    const args = ['logs', name, `--namespace=${namespace}`, '--tail=5', ...which];
    const { code, stdout } = await reality.kubectl(args);
    // Go's runtime speaks on the other stream, in any order; the kubelet says that it has nothing.
    const lines = stdout
      .split('\n')
      .filter((line) => !/^(?:$|maxprocs:|unable to retrieve)/.test(line));
    const last = lines.at(-1);
    if (code === 0 && last !== undefined) return last;
  }
  return '';
}

/** Starts all pods of CoreDNS anew, one after the other, so that they read their configuration now. */
export async function restartCoreDns(reality: Reality): Promise<void> {
  const target = ['deployment/coredns', '--namespace=kube-system'];
  await runKubectl(reality, ['rollout', 'restart', ...target]);
  await runKubectl(reality, ['rollout', 'status', ...target, '--timeout=100s']);
}
