import type { Changes, OverlayChange, Refusal } from '../changes.ts';
import { formatIdentity } from '../resource/identity.ts';

/** An object whose update the API server refuses, for the same reasons in all of these overlays. */
export interface Recreated {
  /** As `formatIdentity` writes it. */
  readonly resource: string;
  readonly refusals: readonly Refusal[];
  readonly overlays: readonly string[];
}

/** Those that no new error tells: where findings were compared, each has one. */
export function recreatedUntold({ overlays, meaning }: Changes): Recreated[] {
  const told = new Set(
    meaning?.findings.new.flatMap(({ rule, resource }) =>
      rule === 'gitops/immutable-change' ? [resource] : [],
    ),
  );
  const left = overlays.map((change) => ({
    ...change,
    resources: change.resources.filter(
      ({ kind, namespace = '', name }) => !told.has(`${kind}/${namespace}/${name}`),
    ),
  }));
  return listRecreated(told.size > 0 ? left : overlays);
}

export function listRecreated(overlays: readonly OverlayChange[]): Recreated[] {
  const found = new Map<
    string,
    { resource: string; refusals: readonly Refusal[]; overlays: string[] }
  >();
  for (const { overlay, resources } of overlays) {
    for (const resource of resources) {
      if (resource.recreate.length === 0) continue;
      const name = formatIdentity(resource);
      const key = JSON.stringify([resource.apiVersion, name, resource.recreate]);
      const entry = found.get(key) ?? { resource: name, refusals: resource.recreate, overlays: [] };
      entry.overlays.push(overlay);
      found.set(key, entry);
    }
  }
  return [...found.values()];
}
