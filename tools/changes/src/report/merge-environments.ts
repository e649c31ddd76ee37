import type { DiscoveryChange, EnvironmentChange } from '../changes.ts';

/** What changed in the very same way in one or several environments. */
export interface SharedMeaning {
  readonly environments: readonly string[];
  readonly discovery: readonly DiscoveryChange[];
  readonly notModelled: readonly string[];
}

/**
 * Environments with the very same changes told together, change by change: what is true of `dev` and `prod` comes once,
 * what is true of `prod` alone beside it. First those that lose something, then those of more environments.
 */
export function mergeEnvironments(environments: readonly EnvironmentChange[]): SharedMeaning[] {
  const discovery = shareOf(environments, ({ discovery: changes }) => changes);
  const notModelled = shareOf(environments, ({ notModelled: sentences }) => sentences);
  const keys = [...new Set([...discovery.keys(), ...notModelled.keys()])];
  return keys
    .map((key) => ({
      environments: (discovery.get(key) ?? notModelled.get(key))?.environments ?? [],
      discovery:
        discovery.get(key)?.items.toSorted((a, b) => RANKS[a.change] - RANKS[b.change]) ?? [],
      notModelled: notModelled.get(key)?.items ?? [],
    }))
    .toSorted((a, b) => worstOf(a) - worstOf(b) || b.environments.length - a.environments.length);
}

function worstOf({ discovery: [first] }: SharedMeaning): number {
  return first ? RANKS[first.change] : 3;
}

const RANKS = { lost: 0, changed: 1, gained: 2 } as const;

/** Items by the environments that share them. */
function shareOf<Item>(
  environments: readonly EnvironmentChange[],
  itemsOf: (environment: EnvironmentChange) => readonly Item[],
): Map<string, { environments: string[]; items: Item[] }> {
  const known = new Map<string, { item: Item; environments: Set<string> }>();
  for (const environment of environments) {
    for (const item of itemsOf(environment)) {
      const key = JSON.stringify(item);
      const entry = known.get(key) ?? { item, environments: new Set<string>() };
      entry.environments.add(environment.environment);
      known.set(key, entry);
    }
  }
  const shared = new Map<string, { environments: string[]; items: Item[] }>();
  for (const { item, environments: names } of known.values()) {
    const list = [...names];
    const key = JSON.stringify(list);
    const entry = shared.get(key) ?? { environments: list, items: [] };
    entry.items.push(item);
    shared.set(key, entry);
  }
  return shared;
}
