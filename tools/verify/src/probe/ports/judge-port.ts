import { describeLoad, isStalled } from '../prober/busy.ts';
import type { Answer } from '../prober/question.ts';
import type { Judgement, Seen } from '../probe.ts';

/** What a port of a Service is predicted to lead to. */
export interface ExpectedPort {
  readonly port: number;
  /** The ports of a pod that were asked the same, by their URLs; the predicted one is among them. */
  readonly asked: ReadonlyMap<string, number>;
}

/** Whether a port of a Service answers as the predicted port of the pods does, and as no other one of them. */
export function judgePort(
  { port, asked }: ExpectedPort,
  { result, message, took, alike = [] }: Answer,
  { load }: Seen,
): Judgement {
  const figures = { ms: took };
  const ports = alike.flatMap((url) => asked.get(url) ?? []);
  const listed = ports.join(' and ');
  if (result === 'not-asked' || (result === 'timeout' && isStalled(load))) {
    const reason = `the machine is too busy: ${describeLoad(load)}`;
    return { real: result, verdict: 'not-conclusive', reason, figures, again: true };
  }
  if (result !== 'done') {
    const reason = message ?? 'it was not answered';
    return { real: result, verdict: 'disagrees', reason, figures, again: true };
  }
  if (ports.length === 0) {
    const reason = 'it answers as none of the ports of its pods does';
    return { real: 'another answer', verdict: 'disagrees', reason, figures, again: true };
  }
  const real = `answers as ${listed} of its pods`;
  if (!ports.includes(port)) {
    const reason = `it leads to port ${listed} of the pods`;
    return { real, verdict: 'disagrees', reason, figures, again: true };
  }
  if (ports.length > 1) {
    return { real, verdict: 'skipped', reason: 'ports of its pods answer alike', figures };
  }
  return { real, verdict: 'agrees', figures };
}
