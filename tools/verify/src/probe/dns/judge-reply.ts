import type { Rcode } from '@fingerpost/discovery';
import { describeLoad, isStalled } from '../prober/busy.ts';
import type { Answer } from '../prober/question.ts';
import type { Judgement, Seen } from '../probe.ts';

/** A reply as it is predicted, with the addresses of the cluster. */
export interface ExpectedReply {
  readonly rcode: Rcode;
  readonly records: readonly ExpectedRecord[];
}

export interface ExpectedRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  /** Seconds; a cache answers with what is left of them. */
  readonly ttl: number;
}

/** Whether a name server answered as predicted: the same code and the same records, in any order. */
export function judgeReply(expected: ExpectedReply, answer: Answer, { load }: Seen): Judgement {
  if (answer.result !== 'answered' || answer.rcode === undefined) {
    return judgeSilence(answer, load);
  }
  const records = answer.records ?? [];
  const reply = { rcode: answer.rcode, records };
  const real = describeReply(reply);
  if (real !== describeReply(expected)) {
    return { real, verdict: 'disagrees', reason: 'the name server answers otherwise' };
  }
  const longest = Math.max(0, ...expected.records.map(({ ttl }) => ttl));
  const tooLong = records.find(({ ttl }) => ttl > longest);
  if (tooLong) {
    const reason = `clients may keep ${tooLong.name} for ${tooLong.ttl} s instead of ${longest} s`;
    return { real: `${real}, TTL ${tooLong.ttl}`, verdict: 'disagrees', reason };
  }
  return { real, verdict: 'agrees' };
}

function judgeSilence({ result, message = '' }: Answer, load: Seen['load']): Judgement {
  const real = `no answer: ${result}`;
  if (result === 'not-asked' || isStalled(load)) {
    const reason = `the machine is too busy: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, again: true };
  }
  return {
    real,
    verdict: 'disagrees',
    reason: `no answer of the name server: ${message}`,
    again: true,
  };
}

/** `NOERROR A 10.43.0.10`, `NXDOMAIN`; owners are told where they are not the same as everywhere. */
export function describeReply({
  rcode,
  records,
}: {
  readonly rcode: string;
  readonly records: readonly Pick<ExpectedRecord, 'name' | 'type' | 'value'>[];
}): string {
  const owners = new Set(records.map(({ name }) => name.toLowerCase()));
  const texts = records.map(({ name, type, value }) =>
    owners.size > 1
      ? `${name.toLowerCase()} ${type} ${value.toLowerCase()}`
      : `${type} ${value.toLowerCase()}`,
  );
  return [rcode, texts.toSorted().join(', ')].filter((text) => text !== '').join(' ');
}
