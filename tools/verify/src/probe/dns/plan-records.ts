import type { Reply } from '@fingerpost/discovery';
import { fillName, fillValue } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { serviceSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { describeReply, judgeReply } from './judge-reply.ts';
import type { ExpectedRecord, ExpectedReply } from './judge-reply.ts';
import { servedBy } from '../served-by.ts';
import type { NameServerAddress } from './name-server-of.ts';
import { servicesNamed } from './services-named.ts';
import { recordQuestions, wrongNames } from './record-questions.ts';
import type { NameQuestion } from './record-questions.ts';

/** Every record and every wrong name, asked by one pod: all pods ask the same name server. */
export function planRecords(live: Live, asker: LivePod, server: NameServerAddress): Plan {
  const questions = [...recordQuestions(live.model), ...wrongNames(live.model)];
  const planned = questions.map((question) => planOne(live, asker, server, question));
  return {
    probes: planned.flatMap(({ probe }) => probe ?? []),
    skipped: planned.flatMap(({ skipped }) => skipped ?? []),
  };
}

interface PlannedOne {
  readonly probe?: Probe;
  readonly skipped?: Plan['skipped'][number];
}

function planOne(
  live: Live,
  from: LivePod,
  server: NameServerAddress,
  asked: NameQuestion,
): PlannedOne {
  const about = { part: 'dns' as const, subject: `${asked.name} ${asked.type}` };
  const reply = live.model.nameServer.answer(asked);
  if (reply.rcode === null) {
    const predicted = reply.silent ? 'no reply' : 'not known';
    return {
      skipped: skip(
        { ...about, predicted },
        'the answer is with a name server outside the cluster',
      ),
    };
  }
  const name = fillName(live, asked.name);
  const expected = name === undefined ? undefined : fillReply(live, reply);
  if (name === undefined || !expected) {
    const predicted = `${reply.rcode} ${reply.answers.map(({ value }) => value).join(', ')}`.trim();
    return {
      skipped: skip({ ...about, predicted }, 'the cluster has no address for what it names'),
    };
  }
  // Of a record for an address the name is its value.
  const values = reply.answers.map(({ value }) => value.split(' ').at(-1) ?? '');
  const services = servicesNamed(live.model, [asked.name, ...values]);
  const source = services[0] && serviceSource(services[0]);
  return {
    probe: {
      ...about,
      ...(source && { source }),
      predicted: describeReply(expected),
      from,
      workloads: [...server.workloads, ...services.flatMap((service) => servedBy(service))],
      question: { kind: 'dns', name, type: asked.type, server: server.address },
      judge: (answer, seen) => judgeReply(expected, answer, seen),
    },
  };
}

/** Undefined where something in it is not known. */
function fillReply(live: Live, { rcode, answers }: Reply): ExpectedReply | undefined {
  const records: ExpectedRecord[] = [];
  for (const record of answers) {
    const name = fillName(live, record.owner);
    const value = fillValue(live, record);
    if (name === undefined || value === undefined) return undefined;
    records.push({ name, type: record.type, value, ttl: record.ttl });
  }
  return rcode === null ? undefined : { rcode, records };
}
