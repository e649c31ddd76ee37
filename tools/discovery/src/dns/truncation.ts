import { labelsOf } from './domain-name.ts';
import type { Question, Reply, ResourceRecord } from './message.ts';

/** What a server without EDNS may send over UDP at least, in bytes (RFC 1035). */
const UDP_SIZE = 512;
const HEADER = 12;
/** Pointers reach no further. */
const MAX_POINTER = 16_384;

/** How long a label or a reverse name is that only a cluster knows: the shortest and the longest. */
const SYMBOLS: readonly (readonly [pattern: RegExp, least: number, most: number])[] = [
  [/^\{ip:/u, 7, 15],
  [/^\{ip6:/u, 3, 39],
  [/^\{ptr:/u, 7, 15],
  [/^\{ptr6:/u, 63, 63],
  [/^\{name:/u, 1, 63],
];

/**
 * Whether a reply is too long for UDP, so that the answer is cut and has to be asked for again over TCP, as CoreDNS
 * measures it (miekg/dns, msg_truncate.go: names are compressed, those in SRV records are not). `size` in bytes: 512, or
 * what the question allows with EDNS less the 11 bytes of that. Undefined where it depends on the length of names that
 * only a cluster knows.
 */
export function isTruncated(
  question: Question,
  reply: Reply,
  size: number = UDP_SIZE,
): boolean | undefined {
  if (sizeOf(question, reply, 'least') > size) return true;
  return sizeOf(question, reply, 'most') > size ? undefined : false;
}

function sizeOf(question: Question, reply: Reply, bound: 'least' | 'most'): number {
  const known = new Set<string>();
  const records = [...reply.answers, ...reply.authority, ...reply.additional];
  let size = HEADER;
  size += sizeOfName(question.name, size, known, bound) + 4;
  for (const record of records) {
    // Type, class, time to live and length.
    size += sizeOfName(record.owner, size, known, bound) + 10;
    size += sizeOfValue(record, size, known, bound);
  }
  return size;
}

function sizeOfValue(
  { type, value }: ResourceRecord,
  offset: number,
  known: Set<string>,
  bound: 'least' | 'most',
): number {
  switch (type) {
    case 'A':
      return 4;
    case 'AAAA':
      return 16;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return sizeOfName(value, offset, known, bound);
    case 'SOA': {
      const [server = '', mailbox = ''] = value.split(' ');
      const first = sizeOfName(server, offset, known, bound);
      return first + sizeOfName(mailbox, offset + first, known, bound) + 20;
    }
    case 'SRV': {
      const target = value.slice(value.lastIndexOf(' ') + 1);
      // Its name is not compressed, but others may point into it.
      sizeOfName(target, offset + 6, known, bound);
      return 6 + sizeOfName(target, offset + 6, new Set(), bound);
    }
    default:
      return value.length + 1;
  }
}

function sizeOfName(
  name: string,
  offset: number,
  known: Set<string>,
  bound: 'least' | 'most',
): number {
  const labels = labelsOf(name);
  let size = 0;
  for (const [index, label] of labels.entries()) {
    const rest = labels.slice(index).join('.');
    if (known.has(rest)) return size + 2;
    if (offset + size < MAX_POINTER) known.add(rest);
    size += sizeOfLabel(label, bound) + 1;
  }
  return size + 1;
}

function sizeOfLabel(label: string, bound: 'least' | 'most'): number {
  if (!label.startsWith('{')) return label.length;
  const [, least, most] = SYMBOLS.find(([pattern]) => pattern.test(label)) ?? [undefined, 1, 63];
  return bound === 'least' ? least : most;
}
