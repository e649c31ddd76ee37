import type { Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';
import { ClusterError, endsRun } from '../cluster-error.ts';
import { inTurns } from '../in-turns.ts';
import type { LivePod } from './live.ts';
import { askProber } from './prober/ask-prober.ts';
import type { AskOptions } from './prober/ask-prober.ts';
import type { Answer, Question, Session } from './prober/question.ts';
import { checkOf } from './probe.ts';
import type { Judgement, Probe } from './probe.ts';

/** A probe with what became of it. */
export interface Probed<P extends Probe = Probe> {
  readonly probe: P;
  /** Absent where nothing could be asked. */
  readonly answer?: Answer;
  readonly check: Check;
}

/** How probes are run. */
export interface RunOptions extends AskOptions {
  /** Pods that ask at the same time. */
  readonly podsAtOnce: number;
}

/** Longer lists are asked in several runs of the prober. */
const AT_MOST = 1000;
/** Questions at a time when they are asked again. */
const CALM = 2;

/**
 * Asks all probes, those of a pod together, and judges the answers when all are there. What may have been chance or the
 * machine is asked once more, pod by pod, and then it counts. Errors: ClusterError where no pod can be asked; what one
 * pod does not answer is not conclusive.
 */
export async function runProbes<P extends Probe>(
  cluster: Cluster,
  probes: readonly P[],
  options: RunOptions,
): Promise<Probed<P>[]> {
  const opened = new Set<string>();
  const first = await askAll(cluster, probes, options, opened);
  const doubtful = first.filter(({ judgement }) => judgement.again);
  if (doubtful.length === 0) return first.map(finished);
  const second = await askAll(
    cluster,
    doubtful.map(({ probe }) => probe),
    { ...options, podsAtOnce: 1, concurrency: Math.min(CALM, options.concurrency) },
    opened,
  );
  const better = new Map(second.map((one) => [one.probe, one]));
  return first.map((one) => finished(better.get(one.probe) ?? one));
}

interface Judged<P> {
  readonly probe: P;
  readonly answer?: Answer;
  readonly judgement: Judgement;
}

function finished<P extends Probe>({ probe, answer, judgement }: Judged<P>): Probed<P> {
  return { probe, check: checkOf(probe, judgement), ...(answer && { answer }) };
}

/** @param opened connections that somebody got, also in a round before; those of this round are added */
async function askAll<P extends Probe>(
  cluster: Cluster,
  probes: readonly P[],
  options: RunOptions,
  opened: Set<string>,
): Promise<Judged<P>[]> {
  const batches = batchesOf(probes);
  const sessions = await inTurns(batches, options.podsAtOnce, async (batch) =>
    askBatch(cluster, batch, options),
  );
  for (const key of openedBy(batches, sessions)) opened.add(key);
  const wasOpen = (network: string, address: string): boolean =>
    opened.has(`${network} ${address}`);
  const judged = new Map<P, Judged<P>>();
  for (const [index, batch] of batches.entries()) {
    const session = sessions[index];
    for (const [place, probe] of batch.probes.entries()) {
      judged.set(probe, judgeOne(probe, session, place, wasOpen));
    }
  }
  return probes.flatMap((probe) => judged.get(probe) ?? []);
}

function judgeOne<P extends Probe>(
  probe: P,
  session: Session | ClusterError | undefined,
  place: number,
  wasOpen: (network: string, address: string) => boolean,
): Judged<P> {
  if (session === undefined || session instanceof ClusterError) {
    const reason = session?.message ?? 'it was not asked';
    return { probe, judgement: { real: 'not asked', verdict: 'not-conclusive', reason } };
  }
  const { load, resolvConf, answers } = session;
  const answer = answers[place] ?? { result: 'not-asked', took: 0 };
  return { probe, answer, judgement: probe.judge(answer, { load, resolvConf, wasOpen }) };
}

interface Batch<P> {
  readonly from: LivePod;
  readonly probes: readonly P[];
}

function batchesOf<P extends Probe>(probes: readonly P[]): Batch<P>[] {
  const byPod = Map.groupBy(probes, ({ from }) => from);
  return [...byPod].flatMap(([from, own]) =>
    Array.from({ length: Math.ceil(own.length / AT_MOST) }, (_, index) => ({
      from,
      probes: own.slice(index * AT_MOST, (index + 1) * AT_MOST),
    })),
  );
}

async function askBatch<P extends Probe>(
  cluster: Cluster,
  { from, probes }: Batch<P>,
  options: RunOptions,
): Promise<Session | ClusterError> {
  const questions = probes.map(({ question }) => question);
  try {
    return await askProber(cluster, from, questions, options);
  } catch (error) {
    if (error instanceof ClusterError && !endsRun(error)) return error;
    throw error;
  }
}

function openedBy<P extends Probe>(
  batches: readonly Batch<P>[],
  sessions: readonly (Session | ClusterError)[],
): ReadonlySet<string> {
  const opened = new Set<string>();
  for (const [index, { probes }] of batches.entries()) {
    const session = sessions[index];
    if (session === undefined || session instanceof ClusterError) continue;
    for (const [place, { question }] of probes.entries()) {
      if (session.answers[place]?.result === 'open') opened.add(keyOf(question));
    }
  }
  return opened;
}

function keyOf(question: Question): string {
  return question.kind === 'connect' ? `${question.network} ${question.address}` : '';
}
