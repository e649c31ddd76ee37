import type { ErraticConfig } from '../../corefile/setup/erratic.ts';
import type { Handler } from '../message.ts';
import { failure, reply, unknown } from './replies.ts';

/** Answers some questions and drops others, by their number, which is not known. Source: CoreDNS plugin/erratic. */
export function makeErratic({ drop }: ErraticConfig): Handler {
  return ({ name, type }) => {
    if (drop > 0) return unknown;
    if (type !== 'A' && type !== 'AAAA') return failure('SERVFAIL');
    const value = type === 'A' ? '192.0.2.53' : '2001:db8::53';
    return reply('NOERROR', {
      authoritative: true,
      answers: [{ owner: name, type, value, ttl: 0 }],
    });
  };
}
