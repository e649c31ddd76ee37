import { describeLoad, isStalled } from '../prober/busy.ts';
import type { Answer } from '../prober/question.ts';
import type { Judgement, Seen } from '../probe.ts';
import type { Expected } from './expected.ts';

/** What was asked. */
export interface AskedConnection {
  readonly network: 'tcp' | 'udp';
  /** `HOST:PORT` */
  readonly address: string;
}

/** What the results of a prober come to. */
type Fate = 'open' | 'refused' | 'dropped' | 'other';

const FATES: Readonly<Record<string, Fate>> = {
  open: 'open',
  refused: 'refused',
  timeout: 'dropped',
  // A router on the way says that there is nobody.
  unreachable: 'dropped',
};

const EXPECTED: Readonly<Record<Expected, readonly Fate[]>> = {
  open: ['open'],
  arrives: ['open', 'refused'],
  denied: ['dropped'],
  refused: ['refused'],
  timeout: ['dropped'],
  closed: ['refused', 'dropped'],
  'open-or-denied': ['open', 'dropped'],
};

/**
 * Whether a connection ended as predicted. A time-out proves nothing while the machine stands still, and one that was not
 * predicted is asked for once more.
 */
export function judgeConnection(
  expected: Expected,
  asked: AskedConnection,
  answer: Answer,
  seen: Seen,
): Judgement {
  const { result: real, took } = answer;
  const fate = FATES[real] ?? 'other';
  const figures = { ms: took };
  const agrees = EXPECTED[expected].includes(fate);
  if (real === 'not-asked' || (fate === 'dropped' && isStalled(seen.load))) {
    const why = real === 'not-asked' ? 'the time was over' : 'the machine is too busy';
    const reason = `${why}: ${describeLoad(seen.load)}`;
    return { real, verdict: 'not-conclusive', reason, figures, again: true };
  }
  if (agrees) return { real, verdict: 'agrees', figures };
  const wasOpen = seen.wasOpen(asked.network, asked.address);
  if (expected === 'denied' && fate === 'refused') {
    return wasOpen
      ? { real, verdict: 'agrees', reason: 'policies are enforced by a refusal here', figures }
      : {
          real,
          verdict: 'not-conclusive',
          reason: 'nothing listens there, or the policies are enforced by a refusal',
          figures,
        };
  }
  if (asked.network === 'udp' && fate === 'dropped' && !wasOpen) {
    const reason = 'nothing answered: a program may be silent to what it does not understand';
    return { real, verdict: 'not-conclusive', reason, figures, again: true };
  }
  const reason = whyNot(expected, fate, answer, wasOpen);
  return { real, verdict: 'disagrees', reason, figures, again: fate !== 'open' };
}

function whyNot(expected: Expected, fate: Fate, { message }: Answer, wasOpen: boolean): string {
  if (fate === 'other') return message ?? 'it failed';
  if (fate === 'open') {
    return expected === 'denied'
      ? 'no policy is enforced on the way'
      : 'something answers where nothing should';
  }
  if (fate === 'refused') return 'packets get through, but nothing listens there';
  return wasOpen
    ? 'packets are dropped on the way from here: others get through'
    : 'packets are dropped on the way, or nobody has the address';
}
