import { formatAddress, parseAddress } from '../go/address.ts';
import type { Address, Network } from '../go/address.ts';
import { labelsOf } from './domain-name.ts';

/** The name under in-addr.arpa. or ip6.arpa. that belongs to an address. */
export function reverseName({ bits, value }: Address): string {
  const size = bits === 32 ? 8n : 4n;
  const mask = (1n << size) - 1n;
  const digits = Array.from({ length: bits / Number(size) }, (_, index) =>
    ((value >> (size * BigInt(index))) & mask).toString(bits === 32 ? 10 : 16),
  );
  return `${digits.join('.')}.${bits === 32 ? 'in-addr.arpa.' : 'ip6.arpa.'}`;
}

/** The address that a reverse name belongs to; undefined: it is none (`dnsutil.ExtractAddressFromReverse`). */
export function addressOfReverseName(name: string): string | undefined {
  const [, digits = '', version] = /^(.*)\.(in-addr|ip6)\.arpa\.$/s.exec(name) ?? [];
  if (version === undefined) return undefined;
  const parts = digits.split('.').toReversed();
  const text =
    version === 'in-addr'
      ? parts.join('.')
      : Array.from({ length: Math.floor(parts.length / 4) }, (_, index) =>
          parts.slice(index * 4, index * 4 + 4).join(''),
        ).join(':');
  const address = parseAddress(text);
  if (!address || (version === 'in-addr' && address.bits !== 32)) return undefined;
  return formatAddress(address);
}

/** Whether a name is under one of the reverse zones (`dnsutil.IsReverse`). */
export function isReverseName(name: string): boolean {
  return name.endsWith('.in-addr.arpa.') || name.endsWith('.ip6.arpa.');
}

/**
 * The reverse zones that a network is made of: one where its length is a whole number of labels, else all of the next
 * longer ones. Source: CoreDNS plugin/pkg/cidr.
 */
export function reverseZones(network: Network): readonly string[] {
  const size = network.bits === 32 ? 8 : 4;
  const ones = Math.ceil(network.ones / size) * size;
  const step = 1n << BigInt(network.bits - ones);
  const count = 2 ** (ones - network.ones);
  return Array.from({ length: count }, (_, index) => {
    const name = reverseName({ bits: network.bits, value: network.value + step * BigInt(index) });
    return labelsOf(name)
      .slice((network.bits - ones) / size)
      .join('');
  });
}
