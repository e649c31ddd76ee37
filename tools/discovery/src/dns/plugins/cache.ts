import type { CacheConfig } from '../../corefile/setup/cache.ts';
import { inZones } from '../../corefile/names/domain-name.ts';
import type { Handler, Question, Reply, ResourceRecord } from '../message.ts';
import { classifyForCache } from './classify.ts';
import { checkRecords, isOpen, isWritten } from './replies.ts';

/** What CoreDNS takes for the TTL of a reply that has none. */
const SHORT_TTL = 5;

/**
 * The cache, as the first question sees it: all records of a reply get one TTL, within its limits.
 * Source: CoreDNS plugin/cache/cache.go `WriteMsg`.
 */
export function makeCache(config: CacheConfig, next: Handler): Handler {
  return (question) => {
    const reply = next(question);
    if (!inZones(config.zones, question.name)) return reply;
    if (isOpen(checkRecords(reply)) || !isWritten(reply)) return reply;
    const ttl = ttlOf(config, question, reply);
    const capped = (records: readonly ResourceRecord[]): ResourceRecord[] =>
      records.map((record) => ({ ...record, ttl }));
    return {
      ...reply,
      answers: capped(reply.answers),
      authority: capped(reply.authority),
      additional: capped(reply.additional),
    };
  };
}

function ttlOf(config: CacheConfig, question: Question, reply: Reply): number {
  const kind = classifyForCache(question, reply);
  if (kind === 'server error') return config.failure;
  const { min, max } = kind === 'name error' || kind === 'no data' ? config.denial : config.success;
  const records = [...reply.answers, ...reply.authority, ...reply.additional];
  const plain = kind === 'answer' || kind === 'name error' || kind === 'no data';
  const least =
    plain && records.length > 0
      ? records.reduce((lowest, { ttl }) => Math.min(lowest, ttl), max)
      : SHORT_TTL;
  return Math.min(Math.max(least, min), max);
}
