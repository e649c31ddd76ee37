import type { Handler } from '../message.ts';
import { reply } from './replies.ts';

/** Answers questions for ANY as RFC 8482 says. Source: CoreDNS plugin/any/any.go. */
export function makeAny(next: Handler): Handler {
  return (question) => {
    if (question.type !== 'ANY') return next(question);
    const value = '"ANY obsoleted" "See RFC 8482"';
    const answer = { owner: question.name, type: 'HINFO', value, ttl: 8482 };
    return reply('NOERROR', { answers: [answer] });
  };
}
