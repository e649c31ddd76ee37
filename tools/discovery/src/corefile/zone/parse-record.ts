import type { ResourceRecord } from '../../dns/message.ts';
import { formatAddress, parseAddress } from '../go/address.ts';
import { isDomainName } from '../names/domain-name.ts';
import { CLASSES, TYPES } from '../names/types.ts';
import { readEntries } from './read-entries.ts';
import type { ZoneWord } from './read-entries.ts';

/** What holds for an entry that does not say it. */
export interface EntryDefaults {
  readonly origin: string;
  /** Of the entry before. */
  readonly owner: string | undefined;
  readonly ttl: number | undefined;
}

/** A record; or what is wrong with it; or what of it is not modelled. */
export type ParsedRecord =
  | { readonly record: ResourceRecord; readonly class: string; readonly explicitTtl: boolean }
  | { readonly error: string }
  | { readonly unsupported: string };

/** A record that stands alone, as `dns.NewRR` reads it; undefined: the text has none. */
export function parseSingleRecord(text: string): ParsedRecord | undefined {
  const entries = readEntries(text);
  if (!entries) return { error: `dns: bad record: ${text}` };
  const [entry] = entries;
  if (!entry) return undefined;
  return parseRecord(entry.words, entry.indented, { origin: '.', owner: undefined, ttl: 3600 });
}

/** Reads `[owner] [ttl] [class] type data`. */
export function parseRecord(
  words: readonly ZoneWord[],
  indented: boolean,
  { origin, owner: previous, ttl: defaultTtl }: EntryDefaults,
): ParsedRecord {
  const rest = [...words];
  const owner = indented ? previous : absoluteName(rest.shift()?.text ?? '', origin);
  if (owner === undefined) return { error: 'dns: bad owner name' };
  let ttl: number | undefined;
  let recordClass: string | undefined;
  for (;;) {
    const word = rest[0]?.text ?? '';
    const upper = word.toUpperCase();
    const time = ttl === undefined ? parseTtl(word) : undefined;
    if (time !== undefined) ttl = time;
    else if (recordClass === undefined && CLASSES.has(upper) && upper !== 'ANY')
      recordClass = upper;
    else break;
    rest.shift();
  }
  const type = (rest.shift()?.text ?? '').toUpperCase();
  if (!TYPES.has(type)) {
    return /^(?:TYPE|CLASS)\d+$/.test(type)
      ? { unsupported: `records of ${type}` }
      : { error: `dns: unknown RR type: "${type}"` };
  }
  const seconds = ttl ?? defaultTtl;
  if (seconds === undefined) return { error: 'dns: missing TTL with no previous value' };
  const value = parseData(type, rest, origin);
  if (typeof value === 'object') return value;
  return {
    record: { owner, type, value, ttl: seconds },
    class: recordClass ?? 'IN',
    explicitTtl: ttl !== undefined,
  };
}

/** A TTL in seconds, `3600` or `1h30m`. */
export function parseTtl(text: string): number | undefined {
  if (!/^(?:\d+[smhdw]?)+$/i.test(text)) return undefined;
  let total = 0;
  for (const [, digits = '', unit = 's'] of text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)) {
    const scale = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[unit || 's'] ?? 1;
    total += Number(digits) * scale;
  }
  return total <= 0xffffffff ? total : undefined;
}

/** A name in a zone file: `@` is the origin, and names without final dot are under it. */
export function absoluteName(text: string, origin: string): string | undefined {
  if (text === '@') return origin;
  const name = text.endsWith('.') ? text : origin === '.' ? `${text}.` : `${text}.${origin}`;
  return isDomainName(name) ? name : undefined;
}

const NAMES = ['CNAME', 'NS', 'PTR', 'DNAME', 'MB', 'MG', 'MR', 'MD', 'MF'];

function parseData(
  type: string,
  words: readonly ZoneWord[],
  origin: string,
): string | { readonly error: string } | { readonly unsupported: string } {
  const texts = words.map(({ text }) => text);
  const bad = { error: `dns: bad ${type} data: ${texts.join(' ')}` };
  const name = (text: string | undefined): string | undefined =>
    text === undefined || text === '' ? undefined : absoluteName(text, origin);
  const numbers = (count: number): boolean =>
    texts.slice(0, count).every((text) => /^\d+$/.test(text) && Number(text) <= 65_535);
  if (type === 'A' || type === 'AAAA') {
    const address = parseAddress(texts[0] ?? '');
    const mapped = (texts[0] ?? '').includes(':');
    if (!address || texts.length !== 1 || mapped !== (type === 'AAAA')) return bad;
    return type === 'AAAA' && address.bits === 32
      ? `::ffff:${formatAddress(address)}`
      : formatAddress(address);
  }
  if (NAMES.includes(type)) {
    return (texts.length === 1 ? name(texts[0]) : undefined) ?? bad;
  }
  switch (type) {
    case 'MX': {
      const target = name(texts[1]);
      return texts.length === 2 && numbers(1) && target !== undefined
        ? `${Number(texts[0])} ${target}`
        : bad;
    }
    case 'SRV': {
      const target = name(texts[3]);
      if (texts.length !== 4 || !numbers(3) || target === undefined) return bad;
      return [...texts.slice(0, 3).map(Number), target].join(' ');
    }
    case 'SOA': {
      const [server, mailbox] = [name(texts[0]), name(texts[1])];
      const times = texts
        .slice(2)
        .map((text, index) => (index === 0 && /^\d+$/.test(text) ? Number(text) : parseTtl(text)));
      if (times.length !== 5 || server === undefined || mailbox === undefined) return bad;
      return times.includes(undefined) ? bad : [server, mailbox, ...times].join(' ');
    }
    case 'TXT':
    case 'SPF':
      return words.length === 0 ? bad : words.map(({ text }) => text).join('');
    case 'HINFO': {
      const [cpu, system] = words.length === 1 ? (texts[0] ?? '').split(' ') : texts;
      return words.length === 0 ? bad : `"${cpu ?? ''}" "${system ?? ''}"`;
    }
    case 'CAA': {
      const [flag = '', tag = '', value = ''] = texts;
      return texts.length === 3 && /^\d+$/.test(flag) ? `${flag} ${tag} "${value}"` : bad;
    }
    default:
      return { unsupported: `records of type ${type}` };
  }
}
