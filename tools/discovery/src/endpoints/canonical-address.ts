import ipaddr from 'ipaddr.js';
import type { Family } from '../environment/environment.ts';
import type { PodAddress } from '../workloads/pod.ts';

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * An address as the controllers write it: in the shortest form, leading zeros dropped, an IPv4 address in IPv6 notation
 * as IPv4 (`ParseIPSloppy` of k8s.io/utils/net, `net.IP.String`). Undefined for what is no address.
 */
export function canonicalAddress(text: string): PodAddress | undefined {
  if (IPV4.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte < 256)
      ? { family: 'IPv4', address: bytes.join('.') }
      : undefined;
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress()) {
    return { family: 'IPv4', address: address.toIPv4Address().toString() };
  }
  return { family: 'IPv6', address: address.toRFC5952String() };
}

/** A pod's addresses of a family; symbolic ones stay as they are. */
export function addressesOfFamily(addresses: readonly PodAddress[], family: Family): string[] {
  return addresses
    .map((known) => canonicalAddress(known.address) ?? known)
    .filter((known) => known.family === family)
    .map(({ address }) => address);
}
