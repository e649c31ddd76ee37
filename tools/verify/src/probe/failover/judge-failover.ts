import { describeLoad, isQuiet, isStalled, loadFigures } from '../prober/busy.ts';
import { isMute } from '../prober/mute.ts';
import type { Answer, Load } from '../prober/question.ts';
import type { Judgement } from '../probe.ts';
import type { Disturbance } from './disturber.ts';

/**
 * How long connections may be lost, in milliseconds.
 * - A pod that is deleted goes on until nobody is sent to it any more; what is lost then is to be less than a second.
 * - The kubelet looks once a second whether containers still run; then endpoints and proxies follow.
 * - A node counts as gone 50 s after its last sign of life (`--node-monitor-grace-period`), and is looked at every 5 s.
 */
const LONGEST: Readonly<Record<Disturbance, number>> = { delete: 1000, kill: 2500, cut: 65_000 };

/** The objective for failovers: on a busy machine it decides nothing that it was missed. */
const PROMISED = 1000;

const WORDS: Readonly<Record<Disturbance, string>> = {
  delete: 'a pod is deleted: connections are lost for less than 1 s',
  kill: 'a container is killed: connections are lost for less than 2.5 s',
  cut: 'a node is cut off: connections to its pods are lost for less than 65 s',
};

export function describeFailover(disturbance: Disturbance): string {
  return WORDS[disturbance];
}

/**
 * What a watch says of a failover.
 * @param at when it was disturbed, in milliseconds after the watch began
 * @param every the time between two connections
 * @param exact how exactly `at` is known
 */
export function judgeFailover(
  disturbance: Disturbance,
  answer: Answer,
  load: Load,
  { at, every, exact }: { readonly at: number; readonly every: number; readonly exact: number },
): Judgement {
  const { sent = 0, failed = {}, failures = [] } = answer;
  const before = failures.filter((failure) => failure.at < at - exact);
  const after = failures.filter((failure) => failure.at >= at - exact);
  const together = disturbance === 'cut' ? withoutLate(after) : after;
  const [first, last] = [together.at(0), together.at(-1)];
  const window = first && last ? last.at - first.at + every : 0;
  const late = after.length - together.length;
  const figures = {
    connections: sent,
    lost: after.length,
    lostBefore: before.length,
    // What was promised of failover does not count nodes that vanish.
    [disturbance === 'cut' ? 'nodeWindow' : 'window']: Math.round(window),
    ...(late > 0 && { late }),
    ...loadFigures(load),
  };
  const kinds = Object.entries(failed).map(([why, count]) => `${count} ${why}`);
  const lost =
    after.length === 0 ? 'none lost' : `${kinds.join(', ')}, within ${Math.round(window)} ms`;
  const real = `${sent} connections, ${lost}`;
  if (answer.result !== 'done' || sent === 0) {
    return { real: answer.result, verdict: 'not-conclusive', reason: 'nobody watched', figures };
  }
  if (isMute(answer)) {
    return { real, verdict: 'skipped', reason: 'its pods do not answer HTTP', figures };
  }
  if (at < every) {
    const reason = `it was disturbed before anybody watched: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, figures };
  }
  if (before.length > 0) {
    const reason = `connections were lost before it was disturbed: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, figures };
  }
  const busy = `the machine is too busy to tell: ${describeLoad(load)}`;
  if (!isQuiet(load) && (window >= promisedOf(disturbance) || (window > 0 && isStalled(load)))) {
    return { real, verdict: 'not-conclusive', reason: busy, figures };
  }
  return window < LONGEST[disturbance]
    ? { real, verdict: 'agrees', figures }
    : {
        real,
        verdict: 'disagrees',
        reason: 'it takes longer than Kubernetes should need',
        figures,
      };
}

/** Milliseconds, and how many losses in them make it more than one by one. */
const NEAR = { time: 5000, losses: 3 };

/**
 * Losses without those that come one by one when a node that vanished is long out of the endpoints: a connection that is given
 * the port of one that got no answer is sent where that one was, as long as the kernel remembers it (conntrack, two minutes).
 */
function withoutLate<T extends { readonly at: number }>(losses: readonly T[]): readonly T[] {
  const last = losses.findLastIndex(
    ({ at }, index) => at - (losses[index - NEAR.losses + 1]?.at ?? -Infinity) <= NEAR.time,
  );
  return last < 0 ? losses : losses.slice(0, last + 1);
}

/** What is promised of a failover, in milliseconds; of nodes that vanish nothing is. */
function promisedOf(disturbance: Disturbance): number {
  return disturbance === 'cut' ? LONGEST.cut : PROMISED;
}
