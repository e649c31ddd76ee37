import { isSubdomain, longestZone } from '../../corefile/names/domain-name.ts';
import type { LocalConfig } from '../../corefile/setup/local.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Reply, ResourceRecord } from '../message.ts';
import { reply } from './replies.ts';

const ZONES = ['localhost.', '0.in-addr.arpa.', '127.in-addr.arpa.', '255.in-addr.arpa.'];
const TTL = 604_800;

/** Answers names of the machine itself (RFC 6303, RFC 6761). Source: CoreDNS plugin/local/local.go. */
export function makeLocal({ prefix }: LocalConfig, next: Handler): Handler {
  return (question) => {
    const name = lowerCase(question.name);
    const { type, name: asked } = question;
    const below = name !== 'localhost.' && isSubdomain('localhost.', name);
    if (below || (prefix && name !== 'localhost.' && name.startsWith('localhost.'))) {
      return answerAddress(asked, type) ?? denied(asked);
    }
    const zone = longestZone(ZONES, name);
    if (zone === undefined) return next(question);
    if (ZONES.includes(name)) {
      if (name === 'localhost.') {
        const addressed = answerAddress(asked, type);
        if (addressed) return addressed;
      }
      if (type === 'SOA') return reply('NOERROR', { answers: [startOfAuthority(asked)] });
      if (type !== 'NS') return denied(asked);
      const server: ResourceRecord = { owner: asked, type: 'NS', value: 'localhost.', ttl: TTL };
      return reply('NOERROR', { answers: [server] });
    }
    const authority = [startOfAuthority(zone)];
    if (name !== '1.0.0.127.in-addr.arpa.') return reply('NXDOMAIN', { authority });
    if (type !== 'PTR') return reply('NOERROR', { authority });
    return reply('NOERROR', { answers: [{ owner: asked, type, value: 'localhost.', ttl: TTL }] });
  };
}

function answerAddress(owner: string, type: string): Reply | undefined {
  if (type !== 'A' && type !== 'AAAA') return undefined;
  const value = type === 'A' ? '127.0.0.1' : '::1';
  return reply('NOERROR', { answers: [{ owner, type, value, ttl: TTL }] });
}

function denied(owner: string): Reply {
  return reply('NOERROR', { authority: [startOfAuthority(owner)] });
}

function startOfAuthority(owner: string): ResourceRecord {
  return { owner, type: 'SOA', value: `localhost. root.localhost. 1 0 0 0 ${TTL}`, ttl: TTL };
}
