/**
 * An IP address as Go's net.IP: 16 bytes, IPv4 ones mapped into IPv6 (`::ffff:a.b.c.d`).
 * `strict` tells whether Go's net/netip reads the text too, which refuses leading zeros.
 */
export interface Address {
  readonly bytes: readonly number[];
  readonly strict: boolean;
  /** The text was IPv6 notation. */
  readonly written: 4 | 6;
}

/** A network: the address as written, the masked one and the length of the prefix. */
export interface Network {
  readonly address: Address;
  readonly masked: readonly number[];
  readonly prefix: number;
  /** The prefix counts from the beginning of these many bits. */
  readonly bits: 32 | 128;
  readonly strict: boolean;
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Reads an IP address, with leading zeros in IPv4 parts allowed; undefined when it is none. */
export function parseAddress(value: string): Address | undefined {
  const separator = /[.:]/.exec(value)?.[0];
  if (separator === '.') return parseIPv4(value);
  return separator === ':' ? parseIPv6(value) : undefined;
}

/** Reads an address and the length of a prefix; undefined when it is none. */
export function parseNetwork(value: string): Network | undefined {
  const slash = value.indexOf('/');
  if (slash < 0) return undefined;
  const length = value.slice(slash + 1);
  const head = value.slice(0, slash);
  const address = parseIPv4(head) ?? parseIPv6(head);
  if (address === undefined || !/^[0-9]+$/.test(length)) return undefined;
  const bits = address.written === 4 ? 32 : 128;
  const prefix = Number(length);
  if (prefix > bits) return undefined;
  return {
    address,
    masked: mask(address.bytes, prefix + 128 - bits),
    prefix,
    bits,
    strict: address.strict && !/^0./.test(length),
  };
}

/** Whether the address is IPv4, mapped ones among them. */
export function isIPv4(bytes: readonly number[]): boolean {
  return MAPPED.every((byte, index) => bytes[index] === byte);
}

/** 0.0.0.0 or ::. */
export function isUnspecified(bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => byte === 0 || (index < 12 && isIPv4(bytes)));
}

/** In 127.0.0.0/8, or ::1. */
export function isLoopback(bytes: readonly number[]): boolean {
  if (isIPv4(bytes)) return bytes[12] === 127;
  return bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

/** In 169.254.0.0/16 or fe80::/10. */
export function isLinkLocal(bytes: readonly number[]): boolean {
  if (isIPv4(bytes)) return bytes[12] === 169 && bytes[13] === 254;
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
}

/** In 224.0.0.0/24, or a multicast address of link-local scope. */
export function isLinkLocalMulticast(bytes: readonly number[]): boolean {
  if (isIPv4(bytes)) return bytes[12] === 224 && bytes[13] === 0 && bytes[14] === 0;
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0x0f) === 0x02;
}

/** The canonical text of an address: dotted for IPv4 (mapped ones among them), RFC 5952 for IPv6. */
export function formatAddress(bytes: readonly number[]): string {
  if (isIPv4(bytes)) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  const before = groups.slice(0, zeros.start).join(':');
  const after = groups.slice(zeros.start + zeros.length).join(':');
  return `${before}::${after}`;
}

/** The canonical text of a network: the masked address and the prefix, IPv4-mapped ones as IPv4. */
export function formatNetwork(network: Network): string {
  const mappedPrefix =
    network.bits === 128 && isIPv4(network.masked) ? network.prefix - 96 : network.prefix;
  return `${formatAddress(network.masked)}/${mappedPrefix}`;
}

/** Whether an address lies in a network of its own family. */
export function networkContains(network: Network, bytes: readonly number[]): boolean {
  if (isIPv4(network.masked) !== isIPv4(bytes)) return false;
  const prefix = network.prefix + 128 - network.bits;
  return mask(bytes, prefix).every((byte, index) => byte === network.masked[index]);
}

/** The canonical text of IPv4 in IPv6 notation as net/netip prints it. */
export function formatWritten(address: Address): string {
  const text = formatAddress(address.bytes);
  return address.written === 6 && isIPv4(address.bytes) ? `::ffff:${text}` : text;
}

function parseIPv4(value: string): Address | undefined {
  const parts = value.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  const strict = parts.every((part) => part.length === 1 || !part.startsWith('0'));
  return { bytes: [...MAPPED, ...numbers], strict, written: 4 };
}

function parseIPv6(value: string): Address | undefined {
  const halves = value.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  const tail = parseGroups(halves[1] ?? '', true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.bytes.length - tail.bytes.length;
  // An ellipsis stands for one group at least.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const zeros = Array.from<number>({ length: missing }).fill(0);
  return {
    bytes: [...head.bytes, ...zeros, ...tail.bytes],
    strict: head.strict && tail.strict,
    written: 6,
  };
}

interface Groups {
  readonly bytes: readonly number[];
  readonly strict: boolean;
}

function parseGroups(value: string, last: boolean): Groups | undefined {
  if (value === '') return { bytes: [], strict: true };
  const bytes: number[] = [];
  let strict = true;
  const groups = value.split(':');
  for (const [index, group] of groups.entries()) {
    if (last && index === groups.length - 1 && group.includes('.')) {
      const dotted = parseIPv4(group);
      if (dotted === undefined) return undefined;
      bytes.push(...dotted.bytes.slice(12));
      strict &&= dotted.strict;
      continue;
    }
    if (!/^0*[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    const number = Number.parseInt(group, 16);
    bytes.push(number >> 8, number & 0xff);
    strict &&= group.length <= 4;
  }
  return { bytes, strict };
}

function mask(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - 8 * index));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
