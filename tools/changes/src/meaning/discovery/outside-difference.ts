import { describeAddresses, parseAddresses } from '@fingerpost/discovery';
import type { Addresses, AllowedOutside } from '@fingerpost/discovery';

import type { AllowedTexts } from './allowed-texts.ts';

/** Addresses outside whose connections changed alike. */
export interface OutsideDifference {
  readonly addresses: string;
  /** Numbers of `AllowedTexts`. */
  readonly before: number;
  readonly after: number;
}

const EVERYWHERE = parseAddresses('0.0.0.0/0')?.join();

/** `10.0.0.0/8`; `every address outside` for all of IPv4. */
export function addressesText(addresses: Addresses): string {
  return addresses.join() === EVERYWHERE ? 'every address outside' : describeAddresses(addresses);
}

/** Cuts the addresses where either side does, and puts together what changed alike. */
export function outsideDifference(
  before: readonly AllowedOutside[],
  after: readonly AllowedOutside[],
  texts: AllowedTexts,
): readonly OutsideDifference[] {
  const borders = [...new Set([...before, ...after].flatMap(({ addresses }) => addresses))];
  borders.sort((a, b) => (a < b ? -1 : 1));
  const found = new Map<string, { readonly ids: readonly [number, number]; range: bigint[] }>();
  for (const [index, first] of borders.entries()) {
    const end = borders[index + 1];
    if (end === undefined) break;
    const ids = [idAt(before, first, texts), idAt(after, first, texts)] as const;
    if (ids[0] === ids[1]) continue;
    const known = found.get(ids.join()) ?? { ids, range: [] };
    found.set(ids.join(), known);
    if (known.range.at(-1) === first) known.range[known.range.length - 1] = end;
    else known.range.push(first, end);
  }
  return [...found.values()].map(({ ids: [old, fresh], range }) => ({
    addresses: addressesText(range),
    before: old,
    after: fresh,
  }));
}

/** Pods of one workload may differ: then what any of them is allowed counts. */
function idAt(lists: readonly AllowedOutside[], point: bigint, texts: AllowedTexts): number {
  const here = lists.filter(({ addresses }) => isIn(addresses, point));
  const [only, ...others] = here;
  if (others.length === 0) return texts.idOf(only?.allowed);
  const all = here.flatMap(({ allowed }) => allowed.text);
  const text = all.includes('All') ? ('All' as const) : [...new Set(all)].toSorted();
  return texts.idOf({ connections: [], text });
}

function isIn(addresses: Addresses, point: bigint): boolean {
  for (let index = 0; index < addresses.length; index += 2) {
    const [first, end] = [addresses[index], addresses[index + 1]];
    if (first !== undefined && end !== undefined && first <= point && point < end) return true;
  }
  return false;
}
