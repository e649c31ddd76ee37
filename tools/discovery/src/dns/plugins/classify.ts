import { lowerCase } from '../domain-name.ts';
import type { Question, Reply, ResourceRecord } from '../message.ts';

/** What a reply says, as CoreDNS tells replies apart (plugin/pkg/response `Typify`). */
export type ReplyKind =
  | 'answer'
  | 'name error'
  | 'server error'
  | 'no data'
  | 'delegation'
  | 'other error';

export function classify({ rcode, answers, authority }: Reply): ReplyKind {
  if (answers.length > 0 && rcode === 'NOERROR') return 'answer';
  if (answers.length > 0 && rcode === 'NXDOMAIN') return 'other error';
  if (hasStartOfAuthority(authority) && rcode === 'NOERROR') return 'no data';
  if (rcode === 'NXDOMAIN') return 'name error';
  if (rcode === 'SERVFAIL' || rcode === 'NOTIMP') return 'server error';
  if (rcode !== 'NOERROR') return 'other error';
  return authority.some(({ type }) => type === 'NS') ? 'delegation' : 'answer';
}

/** As `classify`, but an alias that leads to nothing is no data, as the cache has it. */
export function classifyForCache(question: Question, reply: Reply): ReplyKind {
  const kind = classify(reply);
  if (kind !== 'answer' || reply.answers.length === 0) return kind;
  return hasStartOfAuthority(reply.authority) && !answersQuestion(question, reply.answers)
    ? 'no data'
    : kind;
}

function hasStartOfAuthority(records: readonly ResourceRecord[]): boolean {
  return records.some(({ type }) => type === 'SOA');
}

function answersQuestion({ name, type }: Question, answers: readonly ResourceRecord[]): boolean {
  let owner = lowerCase(name);
  const owned = (record: ResourceRecord): boolean => lowerCase(record.owner) === owner;
  if (type === 'ANY') return answers.some(owned);
  const visited = new Set<string>();
  for (;;) {
    if (visited.has(owner)) return false;
    visited.add(owner);
    const targets = new Set(
      answers
        .filter((record) => record.type === 'CNAME' && owned(record))
        .map(({ value }) => lowerCase(value)),
    );
    const [target] = targets;
    if (targets.size > 1) return false;
    if (type === 'CNAME') return target !== undefined;
    if (target === undefined)
      return answers.some((record) => record.type === type && owned(record));
    owner = target;
  }
}
