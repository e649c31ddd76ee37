import { stemOf } from './hash-suffix.ts';
import { identityKey } from './identity.ts';
import type { Identity } from './identity.ts';

export interface ResourceMatch<T extends Identity> {
  readonly pairs: readonly (readonly [before: T, after: T])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/**
 * Finds which resources of two renderings are the same object: by API group, kind, namespace and name;
 * then, where exactly one is left on each side, by the name without kustomize's hash.
 */
export function matchResources<T extends Identity>(
  before: readonly T[],
  after: readonly T[],
): ResourceMatch<T> {
  const pairs: [T, T][] = [];
  let removed = [...before];
  let added = [...after];
  // A rendering may hold one object in two versions of its API; then each goes with its own.
  for (const keyOf of [versionedKey, identityKey, stemKey]) {
    const candidates = uniqueBy(added, keyOf);
    const found = new Set<T>();
    for (const [key, old] of uniqueBy(removed, keyOf)) {
      const now = candidates.get(key);
      if (!now) continue;
      pairs.push([old, now]);
      found.add(old).add(now);
    }
    removed = removed.filter((resource) => !found.has(resource));
    added = added.filter((resource) => !found.has(resource));
  }
  return { pairs, removed, added };
}

function versionedKey(identity: Identity): string {
  return `${identity.apiVersion} ${identityKey(identity)}`;
}

function stemKey(identity: Identity): string | undefined {
  const stem = stemOf(identity.name);
  return stem === undefined ? undefined : identityKey({ ...identity, name: stem });
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T> {
  const found = new Map<string, T>();
  const repeated = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    if (found.has(key)) repeated.add(key);
    found.set(key, item);
  }
  for (const key of repeated) found.delete(key);
  return found;
}
