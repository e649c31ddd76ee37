import { inZones, isSubdomain } from '../../corefile/names/domain-name.ts';
import type { AutopathConfig } from '../../corefile/setup/autopath.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Reply } from '../message.ts';
import { checkRecords, failure, isOpen, isWritten } from './replies.ts';

/**
 * Follows the search path of who asks. Where a plugin gives it (`@kubernetes`), it is the path of the pod that asks, and
 * questions are answered as to one that is no pod: one name at a time. Source: CoreDNS plugin/autopath/autopath.go.
 */
export function makeAutopath({ zones, search }: AutopathConfig, next: Handler): Handler {
  const [first] = search ?? [];
  if (search === undefined || first === undefined) return next;
  return (question) => {
    const name = lowerCase(question.name);
    if (!inZones(zones, name) || !isSubdomain(first, name)) return next(question);
    if (name === first) return failure('SERVFAIL');
    const base = question.name.slice(0, question.name.length - first.length).replace(/\.$/, '');
    let firstReply: Reply | undefined;
    for (const suffix of search) {
      const reply = checkRecords(next({ ...question, name: `${base}.${suffix}` }));
      firstReply ??= reply;
      if (isOpen(reply)) return reply;
      if (!isWritten(reply) || reply.rcode === 'NXDOMAIN') continue;
      return withAlias(question.name, reply);
    }
    return firstReply ?? next(question);
  };
}

function withAlias(owner: string, reply: Reply): Reply {
  const other = reply.answers.find((record) => lowerCase(record.owner) !== lowerCase(owner));
  if (!other) return reply;
  const alias = { owner, type: 'CNAME', value: other.owner, ttl: other.ttl };
  return { ...reply, answers: [alias, ...reply.answers] };
}
