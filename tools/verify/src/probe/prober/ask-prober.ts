import type { Cluster } from '../../cluster.ts';
import { ClusterError } from '../../cluster-error.ts';
import type { LivePod } from '../live.ts';
import { nextStep, PROBER, proberContainer } from './prober-container.ts';
import type { Question, Session } from './question.ts';
import { readSession } from './read-session.ts';

/** How questions are asked. */
export interface AskOptions {
  readonly image: string;
  /** Questions at a time. */
  readonly concurrency: number;
  /** After so many seconds no further one is asked. */
  readonly seconds: number;
  /** Waits so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
}

const POLL = 500;
const POLLS = 120;
/** Seconds, for what the command itself takes. */
const SPARE = 30;

/** Asks from the network of a pod, with the prober that stands in it; one is added where there is none. Errors: ClusterError. */
export async function askProber(
  cluster: Cluster,
  pod: LivePod,
  questions: readonly Question[],
  options: AskOptions,
): Promise<Session> {
  const container = await ensureProber(cluster, pod, options);
  const { concurrency, seconds } = options;
  const { namespace, name } = pod;
  const { exitCode, stdout, stderr } = await cluster.exec(
    { namespace, pod: name, container },
    {
      command: [PROBER, 'ask'],
      input: JSON.stringify({ concurrency, seconds, questions }),
      timeout: (seconds + SPARE) * 1000,
    },
  );
  const session = exitCode === 0 ? readSession(stdout, questions.length) : undefined;
  if (session) return session;
  const why =
    stderr.trim().split('\n').at(-1) || `it ended with ${exitCode} before its last answer`;
  throw new ClusterError('server', `the prober in pod ${namespace}/${name} failed: ${why}`);
}

async function ensureProber(
  cluster: Cluster,
  { namespace, name }: LivePod,
  { image, sleep }: AskOptions,
): Promise<string> {
  let isAdded = false;
  for (let poll = 0; poll < POLLS; poll += 1) {
    const pod = await cluster.get({ apiVersion: 'v1', kind: 'Pod', namespace, name });
    if (!pod) throw new ClusterError('not-found', `pod ${namespace}/${name} is gone`);
    const next = nextStep(pod, image);
    if (next.step === 'ask') return next.container;
    if (next.step === 'give-up' || (next.step === 'add' && isAdded)) {
      const why = next.step === 'add' ? 'it ended at once' : next.reason;
      const message = `the prober does not start in pod ${namespace}/${name}: ${why}; give an image with --probe-image`;
      throw new ClusterError('server', message);
    }
    if (next.step === 'add') {
      isAdded = true;
      await cluster.addEphemeralContainer(namespace, name, proberContainer(next.container, image));
    }
    await sleep(POLL);
  }
  const message = `the prober in pod ${namespace}/${name} did not start within ${(POLL * POLLS) / 1000} s`;
  throw new ClusterError('timeout', message);
}
