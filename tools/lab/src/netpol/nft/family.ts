/** How `nft` calls an address family. */
export interface Family {
  readonly name: 'ip' | 'ip6';
  readonly protocol: 'ipv4' | 'ipv6';
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  /** All of its addresses, as `describeAddresses` writes them. */
  readonly all: string;
}

const IPV6_LAST = Array.from({ length: 8 }, () => 'ffff').join(':');

export const FAMILIES: readonly Family[] = [
  { name: 'ip', protocol: 'ipv4', type: 'ipv4_addr', all: '0.0.0.0-255.255.255.255' },
  { name: 'ip6', protocol: 'ipv6', type: 'ipv6_addr', all: `::-${IPV6_LAST}` },
];

/** The addresses and networks of a family. */
export function inFamily({ name }: Family, addresses: readonly string[]): readonly string[] {
  return addresses.filter((address) => address.includes(':') === (name === 'ip6'));
}
