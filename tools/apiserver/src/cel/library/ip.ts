import type { Address } from '../../validate/common/addresses.ts';
import {
  formatWritten,
  isIPv4,
  isLinkLocal,
  isLinkLocalMulticast,
  isLoopback,
  isUnspecified,
  parseAddress,
} from '../../validate/common/addresses.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';

/** An IP address: `ip('10.0.0.1')`. */
export class Ip extends Opaque {
  override readonly type: Type = kubernetesType('IP');
  override readonly size: number;
  readonly address: Address;
  constructor(address: Address) {
    super();
    this.address = address;
    this.size = address.written === 4 ? 4 : 16;
  }
  equals(other: Opaque): boolean {
    return other instanceof Ip && formatWritten(other.address) === formatWritten(this.address);
  }
}

/** Reads an address as Go's net/netip does; a text says what is wrong. */
export function readIp(text: string): Ip | string {
  const wrong = (why: string): string =>
    `IP Address ${goQuote(text)} parse error during conversion from string: ParseAddr(${goQuote(text)}): ${why}`;
  if (!/[.:%]/u.test(text)) return wrong('unable to parse IP');
  if (text.includes('%')) {
    const [head = '', zone] = text.split('%', 2);
    const address = parseAddress(head);
    if (address?.written !== 6 || !address.strict || !zone) return wrong('unexpected character');
    return `IP address ${goQuote(text)} with zone value is not allowed`;
  }
  const address = parseAddress(text);
  if (!address?.strict) return wrong(reason(text));
  if (address.written === 6 && isIPv4(address.bytes))
    return `IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`;
  return new Ip(address);
}

/** The reason that net/netip gives, as far as it is simple. */
function reason(text: string): string {
  if (text.includes(':')) return 'each colon-separated field must have at least one digit';
  const parts = text.split('.');
  for (const part of parts) {
    if (part === '') return 'IPv4 field must have at least one digit';
    if (/\D/u.test(part)) return 'unexpected character';
    if (part.length > 1 && part.startsWith('0')) return 'IPv4 field has octet with leading zero';
    if (Number(part) > 255) return 'IPv4 field has value >255';
  }
  return parts.length > 4 ? 'IPv4 address too long' : 'IPv4 address too short';
}

function toIp(value: Value | undefined): Ip {
  const result = readIp(String(value));
  if (typeof result === 'string') throw new EvaluationError(result);
  return result;
}

/** The IP of a value or of a text. */
export function ipOf(value: Value | undefined): Ip {
  if (value instanceof Ip) return value;
  return toIp(value);
}

function test(check: (bytes: readonly number[]) => boolean): Body {
  return ([value]) => {
    if (!(value instanceof Ip)) throw noSuchOverload();
    return check(value.address.bytes);
  };
}

function isMulticast(bytes: readonly number[]): boolean {
  return isIPv4(bytes) ? ((bytes[12] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff;
}

function isBroadcast(bytes: readonly number[]): boolean {
  return isIPv4(bytes) && bytes.slice(12).every((byte) => byte === 255);
}

/** Functions of addresses. Source: k8s.io/apiserver pkg/cel/library/ip.go. */
export const ipBodies: Bodies = {
  string_to_ip: ([text]) => toIp(text),
  ip_to_string: ([value]) => formatWritten(ipOf(value).address),
  is_ip: ([text]) => typeof readIp(String(text)) !== 'string',
  ip_is_canonical: ([text]) => formatWritten(toIp(text).address) === text,
  ip_family: ([value]) => BigInt(ipOf(value).address.written),
  ip_is_unspecified: test(isUnspecified),
  ip_is_loopback: test(isLoopback),
  ip_is_link_local_multicast: test(isLinkLocalMulticast),
  ip_is_link_local_unicast: test(isLinkLocal),
  ip_is_global_unicast: test(
    (bytes) =>
      !isUnspecified(bytes) &&
      !isBroadcast(bytes) &&
      !isLoopback(bytes) &&
      !isMulticast(bytes) &&
      !isLinkLocal(bytes),
  ),
};
