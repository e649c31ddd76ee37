import { describeLoad, isStalled, loadFigures } from '../prober/busy.ts';
import { isMute } from '../prober/mute.ts';
import type { Answer } from '../prober/question.ts';
import type { Judgement, Seen } from '../probe.ts';
import { fitEqualChances } from '../statistics/chi-square.ts';

/** Counts that chance alone gives less often than this are not taken for chance, unless the second run differs. */
const UNLIKELY = 0.001;

/** What new connections of a client to a Service are predicted to do. */
export interface ExpectedSpread {
  /** The hosts that may answer, all equally likely. */
  readonly hosts: readonly string[];
  /** `each`: chance picks one for every connection; `one`: the first one that was picked is kept. */
  readonly picks: 'each' | 'one';
  /** The port of the pods, where the answer says it. */
  readonly port: number;
  /** How many connections are to be made: fewer prove less. */
  readonly times: number;
}

/** Whether new connections went where they were predicted to, and as evenly as chance does it. */
export function judgeSpread(expected: ExpectedSpread, answer: Answer, { load }: Seen): Judgement {
  const { hosts = {}, failed = {}, ports = {}, p50 = 0, p99 = 0, sent = 0 } = answer;
  const counts = new Map(Object.entries(hosts));
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const fit = fitEqualChances(expected.hosts.map((host) => counts.get(host) ?? 0));
  const figures = {
    connections: sent,
    lost,
    p50,
    p99,
    ...(expected.picks === 'each' && { chiSquare: round(fit.chiSquare), p: round(fit.p) }),
    ...loadFigures(load),
  };
  const real = describeCounts(counts, failed);
  const disagrees = (reason: string, again = false): Judgement => ({
    real,
    verdict: 'disagrees',
    reason,
    figures,
    again,
  });
  if (sent === 0 || (lost > 0 && isStalled(load))) {
    const reason = `the machine is too busy: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, figures, again: true };
  }
  if (isMute(answer)) {
    return { real, verdict: 'skipped', reason: 'its pods do not say who they are', figures };
  }
  if (lost > 0) return disagrees('connections were lost while nothing changed', true);
  const stranger = [...counts.keys()].find((host) => !expected.hosts.includes(host));
  if (stranger !== undefined) return disagrees(`${stranger} is none of its predicted endpoints`);
  const wrongPort = Object.keys(ports).find((port) => Number(port) !== expected.port);
  if (wrongPort !== undefined) return disagrees(`it leads to port ${wrongPort} of the pods`);
  if (sent < expected.times) {
    const reason = `only ${sent} of ${expected.times} connections were made: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, figures, again: true };
  }
  if (expected.picks === 'one') {
    return counts.size === 1
      ? { real, verdict: 'agrees', figures }
      : disagrees('the client did not keep its pod');
  }
  return fit.p >= UNLIKELY
    ? { real, verdict: 'agrees', figures }
    : disagrees(`chance is this uneven in ${percent(fit.p)} of all runs`, true);
}

function describeCounts(
  counts: ReadonlyMap<string, number>,
  failed: Readonly<Record<string, number>>,
): string {
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const answered = sorted.map(([host, count]) => `${host || 'somebody'} ${count}`);
  return [...answered, ...Object.entries(failed).map(([why, count]) => `${why} ${count}`)].join(
    ', ',
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
