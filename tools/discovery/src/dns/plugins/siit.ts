import { bytesOf, contains, formatAddress, parseAddress } from '../../corefile/go/address.ts';
import type { SiitConfig } from '../../corefile/setup/siit.ts';
import type { Handler, ResourceRecord } from '../message.ts';
import { classify } from './classify.ts';
import type { PluginContext } from './context.ts';
import { startOfAuthorityTtl } from './dns64.ts';
import { isOpen, isWritten, reply, unknown } from './replies.ts';

/** Makes IPv4 addresses of IPv6 addresses (RFC 7757). Source: CoreDNS plugin/siit/siit.go. */
export function makeSiit(config: SiitConfig, next: Handler, { self }: PluginContext): Handler {
  let looking = false;
  return (question) => {
    if (looking || question.type !== 'A' || (question.class ?? 'IN') !== 'IN')
      return next(question);
    const original = next(question);
    if (isOpen(original) || !isWritten(original)) return original;
    const has = original.answers.some(({ type }) => type === 'A');
    if (has || classify(original) === 'name error') return original;
    looking = true;
    const found = self({ ...(original.asked ?? question), type: 'AAAA' });
    looking = false;
    if (found.rcode === null) return unknown;
    if (found.rcode !== 'NOERROR') return reply(found.rcode, found);
    const limit = startOfAuthorityTtl(original);
    let mapped = false;
    const answers: ResourceRecord[] = [];
    for (const record of found.answers) {
      if (record.type !== 'AAAA') {
        answers.push(record);
        continue;
      }
      if (!parseAddress(record.value)) return unknown;
      const value = extract(config, record.value);
      if (value === undefined) continue;
      mapped = true;
      answers.push({ ...record, type: 'A', value, ttl: Math.min(record.ttl, limit) });
    }
    return mapped ? reply('NOERROR', { ...found, answers }) : original;
  };
}

function extract({ prefix, explicit }: SiitConfig, text: string): string | undefined {
  const address = parseAddress(text);
  if (address?.bits !== 128) return undefined;
  const known = explicit.get(formatAddress(address));
  if (known !== undefined) return known;
  const bytes = bytesOf(address.value, 16);
  if (!contains(prefix, address) || bytes[8] !== 0) return undefined;
  const inner = bytes.filter((_, index) => index >= prefix.ones / 8 && index !== 8).slice(0, 4);
  return inner.join('.');
}
