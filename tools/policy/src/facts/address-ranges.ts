import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { Addresses } from '@fingerpost/discovery';

/** Networks as one list; those that cannot be read are left out, as environments are checked elsewhere. */
export function readRanges(networks: readonly string[]): Addresses {
  const known = networks.filter((network) => parseAddresses(network) !== undefined);
  return parseAddresses(known.join()) ?? [];
}

/** Whether an address lies in one of the ranges; what is no address lies in none. */
export function isInRanges(address: string, ranges: Addresses): boolean {
  const parsed = parseAddresses(address);
  return parsed !== undefined && isWithin(parsed, ranges);
}

/** Whether a text is one address of either family. */
export function isAddress(text: string): boolean {
  return !/[,/-]/.test(text) && parseAddresses(text) !== undefined;
}
