import type { LookupOutcome } from '@fingerpost/discovery';
import { describeLoad, isStalled } from '../prober/busy.ts';
import type { Answer } from '../prober/question.ts';
import type { Judgement, Seen } from '../probe.ts';

/** What a program gets for a name. */
export type ExpectedLookup =
  | { readonly outcome: 'found'; readonly addresses: readonly string[] }
  | { readonly outcome: Exclude<LookupOutcome, 'found' | 'unknown'> }
  /** A name server outside the cluster has the last word; no address that is the cluster's own is its to give. */
  | { readonly outcome: 'unknown'; readonly ofCluster: ReadonlySet<string> }
  /** Policies keep questions from the name server. */
  | { readonly outcome: 'timeout' };

const WORDS: Readonly<Record<Exclude<ExpectedLookup['outcome'], 'found'>, string>> = {
  'no-data': 'not found',
  'not-found': 'not found',
  failed: 'the name server fails',
  timeout: 'no answer: a policy keeps questions from the name server',
  unknown: 'not found in the cluster',
};
/** The results of the prober that mean an outcome; Go tells a name without addresses like one that does not exist. */
const RESULTS: Readonly<Record<'failed' | 'no-data' | 'not-found' | 'timeout', readonly string[]>> =
  {
    'no-data': ['name-not-found'],
    'not-found': ['name-not-found'],
    failed: ['name-failed'],
    timeout: ['name-timeout'],
  };

export function describeLookup(expected: ExpectedLookup): string {
  return expected.outcome === 'found' ? expected.addresses.join(', ') : WORDS[expected.outcome];
}

/** Whether a program in the pod got what was predicted. */
export function judgeLookup(expected: ExpectedLookup, answer: Answer, { load }: Seen): Judgement {
  const { result, addresses = [], message = '' } = answer;
  const real = result === 'found' ? addresses.toSorted().join(', ') : result;
  if (result === 'not-asked') {
    return { real, verdict: 'not-conclusive', reason: 'the time was over', again: true };
  }
  if (expected.outcome === 'unknown') {
    return addresses.some((address) => expected.ofCluster.has(address))
      ? { real, verdict: 'disagrees', reason: 'the name leads into the cluster' }
      : {
          real,
          verdict: 'skipped',
          reason: 'the answer is with a name server outside the cluster',
        };
  }
  if (result === 'name-timeout' && isStalled(load)) {
    const reason = `the machine is too busy: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, again: true };
  }
  const agrees =
    expected.outcome === 'found'
      ? result === 'found' && real === expected.addresses.toSorted().join(', ')
      : RESULTS[expected.outcome].includes(result);
  if (agrees) return { real, verdict: 'agrees' };
  const again = result !== 'found';
  if (again && isStalled(load)) {
    const reason = `the machine is too busy: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, again };
  }
  const reason = again ? message : 'the name leads elsewhere';
  return { real, verdict: 'disagrees', reason, again };
}
