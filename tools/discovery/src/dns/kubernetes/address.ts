import { formatAddress, parseAddress } from '../../corefile/go/address.ts';
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
  if (parsed) {
    return { type: parsed.bits === 32 ? 'A' : 'AAAA', written, value: formatAddress(parsed) };
  }
  return { type: 'CNAME', written, value: written.endsWith('.') ? written : `${written}.` };
}

/** By what an address is found: symbols are the same text in both families. */
export function addressKey(address: string, family: Family): string {
  return isSymbolic(address) ? `${family} ${address}` : address;
}
