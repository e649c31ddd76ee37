import { parseAddresses } from '@fingerpost/discovery';

/** Addresses as `parseAddresses` reads them: starts and ends in turn. */
export type AddressRanges = NonNullable<ReturnType<typeof parseAddresses>>;

/** Networks as one list; those that cannot be read are left out, as environments are checked elsewhere. */
export function readRanges(networks: readonly string[]): AddressRanges {
  return networks.flatMap((network) => [...(parseAddresses(network) ?? [])]);
}

/** Whether an address lies in one of the ranges; what is no address lies in none. */
export function isInRanges(address: string, ranges: AddressRanges): boolean {
  const [value] = parseAddresses(address) ?? [];
  if (value === undefined) return false;
  for (let index = 0; index < ranges.length; index += 2) {
    if (value >= (ranges[index] ?? 0n) && value < (ranges[index + 1] ?? 0n)) return true;
  }
  return false;
}

/** Whether a text is one address of either family. */
export function isAddress(text: string): boolean {
  return !/[,/-]/.test(text) && parseAddresses(text) !== undefined;
}
