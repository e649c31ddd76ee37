import type { Chain } from '../rules/filter.ts';
import { FAMILIES, inFamily } from './family.ts';
import type { Family } from './family.ts';

/** A set of addresses with a name. */
interface SharedSet {
  readonly name: string;
  readonly family: Family;
  readonly addresses: readonly string[];
}

export interface SharedSets {
  readonly all: readonly SharedSet[];
  /** The name of the set of a list's addresses of a family; undefined where they are written in the rule. */
  nameOf(family: Family, addresses: readonly string[]): string | undefined;
}

/** Lists of so many addresses and more are written once where several rules have them. */
const SHORTEST = 4;

/** The lists of addresses that more than one rule has, in the order of the rules. */
export function shareSets(chains: readonly Chain[]): SharedSets {
  const counts = new Map<string, number>();
  const lists = new Map<string, SharedSet>();
  const rules = chains.flatMap((chain) => chain.rules);
  for (const { addresses } of rules) {
    for (const family of FAMILIES) {
      const own = inFamily(family, addresses?.in ?? []);
      if (own.length < SHORTEST) continue;
      const key = own.join();
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count !== 2) continue;
      lists.set(key, { name: `peers-${lists.size + 1}`, family, addresses: own });
    }
  }
  return {
    all: [...lists.values()],
    nameOf: (family, addresses) => lists.get(inFamily(family, addresses).join())?.name,
  };
}
