import { formatAddress, parseNetwork } from '../go/address.ts';
import type { Network } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { arg, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface Dns64Config {
  readonly kind: 'dns64';
  readonly prefix: Network;
  readonly translateAll: boolean;
  readonly allowIPv4: boolean;
}

/** 64:ff9b::/96 */
export const WELL_KNOWN_PREFIX: Network = { bits: 128, value: 0x64ff9bn << 96n, ones: 96 };

/** Lengths that RFC 6052 allows. */
export const PREFIX_LENGTHS = [32, 40, 48, 56, 64, 96];

/** Source: CoreDNS plugin/dns64/setup.go. */
export const setupDns64: Setup = (cursor) => {
  let prefix = WELL_KNOWN_PREFIX;
  let translateAll = false;
  let allowIPv4 = false;
  while (cursor.next()) {
    const [text, ...more] = cursor.remainingArgs();
    if (more.length > 0) throw cursor.argumentError();
    if (text !== undefined) {
      prefix = readPrefix(cursor, text);
      // The rest of the stanza is read as a stanza of its own.
      continue;
    }
    while (cursor.nextBlock()) {
      if (cursor.value() === 'prefix') prefix = readPrefix(cursor, arg(cursor));
      else if (cursor.value() === 'translate_all') translateAll = true;
      else if (cursor.value() === 'allow_ipv4') allowIPv4 = true;
      else throw unknownProperty(cursor);
    }
  }
  return [{ kind: 'dns64', prefix, translateAll, allowIPv4 }];
};

function readPrefix(cursor: Dispenser, text: string): Network {
  const network = parseNetwork(text);
  if (!network) throw cursor.failure(`invalid CIDR address: ${text}`);
  const written = quote(`${formatAddress(network)}/${network.ones}`);
  if (network.bits !== 128)
    throw cursor.error(`invalid netmask ${network.bits} IPv6 address: ${written}`);
  if (!PREFIX_LENGTHS.includes(network.ones))
    throw cursor.error(`invalid prefix length ${written}`);
  return network;
}
