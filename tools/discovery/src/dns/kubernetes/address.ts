import ipaddr from 'ipaddr.js';
import type { Family } from '../../environment/environment.ts';

/** What a Service or an endpoint points at. */
export type Host =
  | {
      readonly type: 'A' | 'AAAA';
      /** As it is written: what names and reverse lookups compare. */
      readonly written: string;
      /** As records show it. */
      readonly value: string;
    }
  | {
      readonly type: 'CNAME';
      readonly written: string;
      /** Absolute. */
      readonly value: string;
    };

/** Whether an address is one that only a cluster knows: `pod(shop/web-0)`, `clusterIP(shop/web)`. */
export function isSymbolic(address: string): boolean {
  return address.includes('(');
}

/** An address or, if it is none, a name: `HostType` of CoreDNS, plugin/etcd/msg. A symbol is of the given family. */
export function hostOf(written: string, family: Family): Host {
  if (isSymbolic(written)) {
    return { type: family === 'IPv4' ? 'A' : 'AAAA', written, value: written };
  }
  const parsed = parseAddress(written);
  if (parsed)
    return { type: parsed.family === 'IPv4' ? 'A' : 'AAAA', written, value: parsed.address };
  return { type: 'CNAME', written, value: written.endsWith('.') ? written : `${written}.` };
}

/** By what an address is found: symbols are the same text in both families. */
export function addressKey(address: string, family: Family): string {
  return isSymbolic(address) ? `${family} ${address}` : address;
}

/**
 * An IP address in its canonical form, by the rules of Go's `net.ParseIP`: no leading zeros, no zone; an IPv4 address
 * in IPv6 form is IPv4.
 */
export function parseAddress(
  text: string,
): { readonly family: Family; readonly address: string } | undefined {
  if (isIpv4(text)) return { family: 'IPv4', address: text };
  const groups = groupsOf(text);
  if (!groups) return undefined;
  const parsed = new ipaddr.IPv6(groups);
  return parsed.isIPv4MappedAddress()
    ? { family: 'IPv4', address: parsed.toIPv4Address().toString() }
    : { family: 'IPv6', address: parsed.toRFC5952String() };
}

function isIpv4(text: string): boolean {
  return (
    /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/u.test(text) &&
    octetsOf(text).every((octet) => octet < 256)
  );
}

function octetsOf(text: string): number[] {
  return text.split('.').map(Number);
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (!head || halves.length > 2) return undefined;
  const written = [...head, ...(tail ?? [])];
  const last = (tail ?? head).at(-1) ?? '';
  const embedded = last.includes('.');
  if (embedded && !isIpv4(last)) return undefined;
  const plain = embedded ? written.slice(0, -1) : written;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = embedded ? octetsOf(last) : [];
  const numbers = plain.map((group) => Number.parseInt(group, 16));
  if (embedded) numbers.push(a * 256 + b, c * 256 + d);
  const missing = 8 - numbers.length;
  if (!tail) return missing === 0 ? numbers : undefined;
  return missing > 0
    ? numbers.toSpliced(head.length, 0, ...Array<number>(missing).fill(0))
    : undefined;
}
