import type { Check } from '../check.ts';
import type { LivePod } from './live.ts';
import type { Answer, Load, Question, ResolvConf } from './prober/question.ts';

/** One question with what is predicted for its answer. */
export interface Probe extends Pick<Check, 'part' | 'predicted' | 'source' | 'subject'> {
  /** The pod whose network it is asked from. */
  readonly from: LivePod;
  readonly question: Question;
  /** Ids of the workloads whose pods decide the answer, beside that of the pod that asks. */
  readonly workloads: readonly string[];
  /** Pure: what the answer means. */
  judge(answer: Answer, seen: Seen): Judgement;
}

/** What the answer is held against beside the prediction. */
export interface Seen {
  /** Of the node, while it was asked. */
  readonly load: Load;
  readonly resolvConf: ResolvConf;
  /** Whether any pod got a connection to `NETWORK ADDRESS:PORT`. */
  wasOpen(network: string, address: string): boolean;
}

export interface Judgement extends Pick<Check, 'figures' | 'real' | 'reason' | 'verdict'> {
  /** The answer may be chance, or the machine's: it is asked a second time, and only the second answer counts. */
  readonly again?: boolean;
}

/** The check that a judgement makes of a probe. */
export function checkOf(
  { part, subject, predicted, source }: Probe,
  { again: _, ...judgement }: Judgement,
): Check {
  return { part, subject, predicted, ...judgement, ...(source && { source }) };
}
