import { bytesOf, formatAddress, parseAddress } from '../../corefile/go/address.ts';
import type { Network } from '../../corefile/go/address.ts';
import type { Dns64Config } from '../../corefile/setup/dns64.ts';
import type { Handler, Question, Reply, ResourceRecord } from '../message.ts';
import { classify } from './classify.ts';
import type { PluginContext } from './context.ts';
import { failure, isOpen, isWritten, reply, unknown } from './replies.ts';

const DEFAULT_TTL = 600;

/** Makes IPv6 addresses of IPv4 addresses (RFC 6147). Source: CoreDNS plugin/dns64/dns64.go. */
export function makeDns64(config: Dns64Config, next: Handler, context: PluginContext): Handler {
  return (question) => {
    if (!isMeant(config, question, context)) return next(question);
    const original = next(question);
    if (isOpen(original) || !isWritten(original)) return original;
    const has = original.answers.some(({ type }) => type === 'AAAA');
    if (classify(original) === 'name error' || (has && !config.translateAll)) return original;
    const found = context.self({ ...(original.asked ?? question), type: 'A' });
    if (found.rcode === null) return found.silent ? failure('SERVFAIL') : unknown;
    const limit = startOfAuthorityTtl(original);
    const answers: ResourceRecord[] = [];
    for (const record of found.answers) {
      if (record.type !== 'A') {
        answers.push(record);
        continue;
      }
      const value = embed(config.prefix, record.value);
      // What only a cluster knows cannot be embedded.
      if (value === undefined) return unknown;
      answers.push({ ...record, type: 'AAAA', value, ttl: Math.min(record.ttl, limit) });
    }
    const { authority, additional } = found;
    return reply(found.rcode, { answers, authority, additional });
  };
}

function isMeant(
  { allowIPv4 }: Dns64Config,
  { type, client, class: asked = 'IN' }: Question,
  { family }: PluginContext,
): boolean {
  if (type !== 'AAAA' || asked !== 'IN') return false;
  const address = client === undefined ? undefined : parseAddress(client);
  const version4 = address ? address.bits === 32 : family === 'IPv4';
  return allowIPv4 || !version4;
}

export function startOfAuthorityTtl({ authority }: Reply): number {
  return authority.findLast(({ type }) => type === 'SOA')?.ttl ?? DEFAULT_TTL;
}

/** An IPv4 address in a prefix (RFC 6052): byte 8 stays 0. */
function embed(prefix: Network, text: string): string | undefined {
  const address = parseAddress(text);
  if (address?.bits !== 32) return undefined;
  const bytes = bytesOf(prefix.value, 16);
  const free = [...bytes.keys()].filter((index) => index >= prefix.ones / 8 && index !== 8);
  for (const [index, byte] of bytesOf(address.value, 4).entries()) bytes[free[index] ?? 15] = byte;
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return formatAddress({ bits: 128, value });
}
