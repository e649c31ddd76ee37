import { bytesOf, formatAddress, parseAddress, parseNetwork } from '../go/address.ts';
import type { Network } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { PREFIX_LENGTHS, WELL_KNOWN_PREFIX } from './dns64.ts';
import { arg, args, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface SiitConfig {
  readonly kind: 'siit';
  readonly prefix: Network;
  /** IPv4 addresses by the IPv6 address that they stand for. */
  readonly explicit: ReadonlyMap<string, string>;
}

/** Source: CoreDNS plugin/siit/setup.go. */
export const setupSiit: Setup = (cursor) => {
  let prefix = WELL_KNOWN_PREFIX;
  const explicit = new Map<string, string>();
  while (cursor.next()) {
    args(cursor, 0);
    while (cursor.nextBlock()) {
      if (cursor.value() === 'ipv6_prefix') {
        prefix = readPrefix(cursor, arg(cursor));
      } else if (cursor.value() === 'eam') {
        const [from, to] = readMapping(cursor);
        explicit.set(from, to);
      } else {
        throw unknownProperty(cursor);
      }
    }
  }
  return [{ kind: 'siit', prefix, explicit }];
};

function readPrefix(cursor: Dispenser, text: string): Network {
  const network = parseNetwork(text);
  if (!network) throw cursor.failure(`invalid CIDR address: ${text}`);
  const written = quote(`${formatAddress(network)}/${network.ones}`);
  if (network.bits !== 128)
    throw cursor.error(`invalid netmask ${network.bits} IPv6 address: ${written}`);
  if (!PREFIX_LENGTHS.includes(network.ones)) {
    throw cursor.error(
      `invalid prefix length ${written}: must be one of /32, /40, /48, /56, /64, /96`,
    );
  }
  if (bytesOf(network.value, 16)[8] !== 0) {
    throw cursor.error(`invalid prefix ${written}: reserved octet (byte 8) must be zero`);
  }
  return network;
}

function readMapping(cursor: Dispenser): [string, string] {
  const [first = '', second = ''] = args(cursor, 2);
  const version4 = parseAddress(first);
  if (!version4) throw cursor.error('invalid IP address: "<nil>"');
  if (version4.bits !== 32)
    throw cursor.error(`invalid IPv4 address: ${quote(formatAddress(version4))}`);
  const version6 = parseAddress(second);
  if (!version6) throw cursor.error('invalid IP address: "<nil>"');
  if (version6.bits !== 128)
    throw cursor.error(`invalid IPv6 address: ${quote(formatAddress(version6))}`);
  return [formatAddress(version6), formatAddress(version4)];
}
