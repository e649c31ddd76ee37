import { stemOf } from './hash-suffix.ts';
import { identityKey } from './identity.ts';
import type { Identity } from './identity.ts';

/** An object and the overlay that makes it. */
export interface Owned<T> {
  readonly overlay: string;
  readonly resource: T;
}

/**
 * Finds objects that one overlay does not make any more and another one of its environment (`dev` of `dev/helper-server`) does:
 * the same group, kind, namespace and name, or the same but for kustomize's hash, and only one on each side.
 */
export function matchMoved<T extends Identity>(
  removed: readonly Owned<T>[],
  added: readonly Owned<T>[],
): (readonly [from: Owned<T>, to: Owned<T>])[] {
  const pairs: (readonly [Owned<T>, Owned<T>])[] = [];
  const taken = new Set<Owned<T>>();
  for (const keyOf of [exactKey, stemKey]) {
    const byKey = (all: readonly Owned<T>[]): Map<string | undefined, Owned<T>[]> =>
      Map.groupBy(
        all.filter((owned) => !taken.has(owned)),
        keyOf,
      );
    const candidates = byKey(added);
    for (const [key, [from, ...others]] of byKey(removed)) {
      const [to, ...more] = candidates.get(key) ?? [];
      if (key === undefined || !from || !to || others.length > 0 || more.length > 0) continue;
      if (from.overlay === to.overlay) continue;
      pairs.push([from, to]);
      taken.add(from).add(to);
    }
  }
  return pairs;
}

function exactKey({ overlay, resource }: Owned<Identity>): string | undefined {
  const slash = overlay.indexOf('/');
  return slash < 0 ? undefined : `${overlay.slice(0, slash)} ${identityKey(resource)}`;
}

function stemKey({ overlay, resource }: Owned<Identity>): string | undefined {
  const stem = stemOf(resource.name);
  return stem === undefined
    ? undefined
    : exactKey({ overlay, resource: { ...resource, name: stem } });
}
