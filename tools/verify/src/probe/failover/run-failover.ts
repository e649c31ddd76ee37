import { objects, text } from '@fingerpost/apiserver';
import type { Service } from '@fingerpost/discovery';
import type { Check } from '../../check.ts';
import type { Cluster } from '../../cluster.ts';
import { ClusterError, endsRun } from '../../cluster-error.ts';
import type { Live } from '../live.ts';
import { placeProbers } from '../place-probers.ts';
import { skip } from '../plan.ts';
import { askProber } from '../prober/ask-prober.ts';
import type { AskOptions } from '../prober/ask-prober.ts';
import { isMute } from '../prober/mute.ts';
import type { Session } from '../prober/question.ts';
import { compareClocks } from './compare-clocks.ts';
import type { ClockDifference } from './compare-clocks.ts';
import type { Disturbance, Disturber } from './disturber.ts';
import { describeFailover, judgeFailover } from './judge-failover.ts';
import { pickFailover } from './pick-failover.ts';
import type { Failover } from './pick-failover.ts';

/** How failovers are tried. */
export interface FailoverOptions {
  readonly image: string;
  readonly disturber: Disturber;
  /** Reads the cluster again: pods have other names after each failover. Errors: ClusterError. */
  reread(): Promise<Live>;
  /** Waits so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  onProgress?(text: string): void;
}

/** Milliseconds: of a watch before and after it is disturbed, and between two of its connections. */
const WATCHES = {
  delete: { before: 3000, after: 25_000, every: 20 },
  kill: { before: 3000, after: 15_000, every: 20 },
  cut: { before: 3000, after: 87_000, every: 100 },
} as const satisfies Record<Disturbance, object>;

const POLL = 1000;
const POLLS = 120;

/**
 * Deletes a pod of every Service, kills a container of it, and cuts a node off, each while another pod makes new
 * connections. After each the cluster is left as it was, but for the names of pods. What could not be tried is a check that
 * says so. Errors: ClusterError where the cluster lets nobody try.
 */
export async function runFailovers(
  cluster: Cluster,
  options: FailoverOptions,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const { services } = (await options.reread()).model;
  for (const disturbance of disturbancesOf(options.disturber)) {
    for (const { namespace, name } of services) {
      const check = await runOne(cluster, `${namespace}/${name}`, disturbance, options);
      if (check) checks.push(check);
      // One cut is seen by all: one Service is enough.
      if (disturbance === 'cut' && check && check.verdict !== 'skipped') break;
    }
  }
  return checks;
}

function disturbancesOf({ killContainer, cutNode, healNode }: Disturber): Disturbance[] {
  return [
    'delete',
    ...(killContainer ? ['kill' as const] : []),
    ...(cutNode && healNode ? ['cut' as const] : []),
  ];
}

/** Undefined of what has no endpoints that vanish: headless Services, aliases, endpoints outside. */
async function runOne(
  cluster: Cluster,
  subject: string,
  disturbance: Disturbance,
  options: FailoverOptions,
): Promise<Check | undefined> {
  const about = { part: 'failover' as const, subject, predicted: describeFailover(disturbance) };
  try {
    const live = await settled(subject, options);
    const service = live.model.services.find((one) => nameOf(one) === subject);
    if (!service || service.addressing !== 'cluster-ip' || service.workloads.length === 0) {
      return undefined;
    }
    const picked = pickFailover(live, placeProbers(live), service, disturbance);
    if (!picked) return skip(about, 'it has no two pods and a client that may watch them');
    if (await isSilent(cluster, picked, options)) return skip(about, 'its pods do not answer HTTP');
    options.onProgress?.(`${subject}: ${disturbance} ${picked.victim.name}`);
    const { ahead, within } = await readClock(cluster, picked, options);
    const { session, disturbedAt } = await watch(cluster, picked, disturbance, options);
    const [answer] = session.answers;
    if (!answer) return skip(about, 'nobody watched');
    // By the clock of the node that watches.
    const disturbed = disturbedAt + ahead;
    const at = disturbed - (answer.began ?? disturbed);
    const { every } = WATCHES[disturbance];
    const exact = every + within;
    return { ...about, ...judgeFailover(disturbance, answer, session.load, { at, every, exact }) };
  } catch (error) {
    if (!(error instanceof ClusterError) || endsRun(error)) throw error;
    return { ...about, real: 'not tried', verdict: 'not-conclusive', reason: error.message };
  }
}

/** One question at a time, for so many seconds. */
function alone({ image, sleep }: FailoverOptions, seconds: number): AskOptions {
  return { image, sleep, concurrency: 1, seconds };
}

/** Whether a watch would see nothing: then nothing is disturbed for it. The prober is there when the watch begins. */
async function isSilent(
  cluster: Cluster,
  { client, url }: Failover,
  options: FailoverOptions,
): Promise<boolean> {
  const ask = alone(options, 30);
  const { answers } = await askProber(cluster, client, [{ kind: 'spread', url, times: 3 }], ask);
  return answers.every((answer) => isMute(answer));
}

/** Compares the clock of the node that watches with this one: the prober stands there already. */
async function readClock(
  cluster: Cluster,
  { client }: Failover,
  options: FailoverOptions,
): Promise<ClockDifference> {
  const from = options.now();
  const { clock } = await askProber(cluster, client, [], alone(options, 10));
  return compareClocks(clock, from, options.now());
}

async function watch(
  cluster: Cluster,
  { client, url, victim }: Failover,
  disturbance: Disturbance,
  options: FailoverOptions,
): Promise<{ readonly session: Session; readonly disturbedAt: number }> {
  const { before, after, every } = WATCHES[disturbance];
  const length = before + after;
  const { disturber, now, sleep } = options;
  const ask = alone(options, length / 1000 + 10);
  const watching = askProber(cluster, client, [{ kind: 'watch', url, every, for: length }], ask);
  // Whoever is waited for first may fail.
  watching.catch(() => undefined);
  await sleep(before);
  const disturbedAt = now();
  try {
    await disturb(cluster, victim, disturbance, disturber);
    return { session: await watching, disturbedAt };
  } finally {
    if (disturbance === 'cut') await disturber.healNode?.(victim.node);
  }
}

async function disturb(
  cluster: Cluster,
  { namespace, name, node, predicted }: Failover['victim'],
  disturbance: Disturbance,
  disturber: Disturber,
): Promise<void> {
  if (disturbance === 'delete') return cluster.deletePod(namespace, name);
  if (disturbance === 'cut') return disturber.cutNode?.(node);
  const container = text(objects(predicted.spec, 'containers')[0], 'name');
  return disturber.killContainer?.({ namespace, name }, container);
}

/** The cluster once all pods of a Service are ready. */
async function settled(subject: string, { reread, sleep }: FailoverOptions): Promise<Live> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    const live = await reread();
    const service = live.model.services.find((one) => nameOf(one) === subject);
    if (!service || service.endpoints.ready === service.endpoints.total) return live;
    await sleep(POLL);
  }
  throw new ClusterError('timeout', `the pods of ${subject} are not all ready after ${POLLS} s`);
}

function nameOf({ namespace, name }: Service): string {
  return `${namespace}/${name}`;
}
