import ipaddr from 'ipaddr.js';
import { covers, intervalsOf } from './intervals.ts';
import type { Intervals } from './intervals.ts';

/**
 * Addresses outside of the cluster. Both families lie on one line: IPv4 first, then IPv6, whose address 0 is at 2^32 + 1,
 * so that they never touch.
 */
export type Addresses = Intervals<bigint>;

const IPV6_START = 2n ** 32n + 1n;

/** Every IPv4 address. */
export const allIPv4: Addresses = [0n, 2n ** 32n];

/** Every IPv6 address. */
export const allIPv6: Addresses = [IPV6_START, IPV6_START + 2n ** 128n];

/** `10.0.0.0/8`, `10.0.0.0-10.0.0.9`, `10.0.0.1`, IPv6 likewise, or a comma list of these; undefined for anything else. */
export function parseAddresses(list: string): Addresses | undefined {
  const ranges = list.split(',').map((part) => parseRange(part.trim()));
  const known = ranges.filter((range) => range !== undefined);
  return known.length === ranges.length ? intervalsOf(known) : undefined;
}

/**
 * A network as the API server accepts it (`netutils.ParseCIDRSloppy`): decimal with leading zeros, and bits of the host
 * that do not count. IPv6 networks of mapped IPv4 addresses are IPv4 networks, as for Go's `net.IPNet`.
 */
export function parseNetwork(cidr: string): Addresses | undefined {
  const [address = '', length = '', ...more] = cidr.split('/');
  const parsed = parseAddress(address);
  if (!parsed || more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const bits = Number(length) - parsed.mappedBits;
  if (bits < 0 || bits > parsed.bits) return undefined;
  const size = 2n ** BigInt(parsed.bits - bits);
  const first = parsed.value - (parsed.value % size) + parsed.start;
  return [first, first + size];
}

/** Whether all of some addresses are among others. */
export function isWithin(addresses: Addresses, others: Addresses): boolean {
  return addresses.length > 0 && covers(others, addresses);
}

/** Ranges as `parseAddresses` reads them, joined by commas: as networks where they are one. All of IPv4 is one range. */
export function describeAddresses(addresses: Addresses): string {
  const parts: string[] = [];
  for (let index = 0; index < addresses.length; index += 2) {
    parts.push(describeRange(addresses[index] ?? 0n, addresses[index + 1] ?? 0n));
  }
  return parts.join(',');
}

interface ParsedAddress {
  readonly value: bigint;
  readonly bits: number;
  /** Where the family starts on the line. */
  readonly start: bigint;
  /** How many bits of the prefix say that an IPv6 address is an IPv4 one. */
  readonly mappedBits: number;
}

function parseAddress(address: string): ParsedAddress | undefined {
  if (!address.includes(':')) {
    const bytes = address.split('.').map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : 256));
    return bytes.length === 4 && bytes.every((byte) => byte < 256)
      ? { value: valueOf(bytes), bits: 32, start: 0n, mappedBits: 0 }
      : undefined;
  }
  // Zones (`fe80::1%eth0`) are no part of an address here.
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return undefined;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.isIPv4MappedAddress()
    ? { value: valueOf(parsed.toByteArray().slice(12)), bits: 32, start: 0n, mappedBits: 96 }
    : { value: valueOf(parsed.toByteArray()), bits: 128, start: IPV6_START, mappedBits: 0 };
}

function valueOf(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function parseRange(text: string): readonly [bigint, bigint] | undefined {
  if (text.includes('/')) {
    const [first, end] = parseNetwork(text) ?? [];
    return first === undefined || end === undefined ? undefined : [first, end];
  }
  const [first = '', last = first, ...more] = text.split('-');
  const [from, to] = [parseAddress(first.trim()), parseAddress(last.trim())];
  if (!from || !to || more.length > 0) return undefined;
  if (from.start !== to.start || to.value < from.value) return undefined;
  return [from.start + from.value, to.start + to.value + 1n];
}

function describeRange(first: bigint, end: bigint): string {
  const size = end - first;
  const start = first >= IPV6_START ? IPV6_START : 0n;
  const from = describeAddress(first);
  if (size === 1n) return from;
  const length = size.toString(2).length - 1;
  const isNetwork = 2n ** BigInt(length) === size && (first - start) % size === 0n;
  const bits = start === 0n ? 32 : 128;
  if (!isNetwork || length === bits) return `${from}-${describeAddress(end - 1n)}`;
  return `${from}/${bits - length}`;
}

function describeAddress(point: bigint): string {
  const [value, count] = point >= IPV6_START ? [point - IPV6_START, 16] : [point, 4];
  const bytes = Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt((count - 1 - index) * 8)) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}
