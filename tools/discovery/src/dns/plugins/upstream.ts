import type { UpstreamRecord } from '../../environment/environment.ts';
import { lowerCase } from '../domain-name.ts';
import type { Question, Reply, ResourceRecord } from '../message.ts';
import { labelsOf } from '../../corefile/names/domain-name.ts';
import { reply } from './replies.ts';

/** A server that questions are forwarded to: its records; nobody listens there; nothing is known of it. */
export type Upstream = UpstreamServer | 'unreachable' | undefined;

/** Answers questions from records, and says that all other names do not exist. */
export type UpstreamServer = (question: Question) => Reply;

const TTL = 60;
const LONGEST_CHAIN = 16;

/** A server that has these records and no others. */
export function makeUpstream(records: readonly UpstreamRecord[]): UpstreamServer {
  const byName = Map.groupBy(records, ({ name }) => lowerCase(name));
  const ancestors = new Set<string>();
  for (const name of byName.keys()) {
    const labels = labelsOf(name);
    for (let index = 1; index < labels.length; index += 1) {
      ancestors.add(labels.slice(index).join(''));
    }
  }
  const authority: readonly ResourceRecord[] = [{ owner: '.', type: 'SOA', value: '', ttl: TTL }];
  return ({ name, type }) => {
    const answers: ResourceRecord[] = [];
    let owner = name;
    for (let length = 0; length < LONGEST_CHAIN; length += 1) {
      const key = lowerCase(owner);
      const known = byName.get(key);
      const toRecord = (entry: UpstreamRecord): ResourceRecord => ({
        owner,
        type: entry.type,
        value: entry.value,
        ttl: TTL,
      });
      const found = known?.filter((entry) => entry.type === type || type === 'ANY') ?? [];
      answers.push(...found.map(toRecord));
      const alias = known?.find((entry) => entry.type === 'CNAME');
      if (found.length > 0 || !alias) {
        const exists = known !== undefined || ancestors.has(key);
        const empty = found.length === 0 && { authority };
        return reply(exists ? 'NOERROR' : 'NXDOMAIN', { answers, ...empty });
      }
      answers.push(toRecord(alias));
      owner = alias.value;
    }
    return reply('SERVFAIL', {});
  };
}
