import { getField, getPath, originsOf } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import { matchResources } from '../resource/match-resources.ts';
import type { ResourceMatch } from '../resource/match-resources.ts';

/**
 * Finds which resources of two builds are the same object; then, of those that are left, which were made of the same one:
 * another prefix or namespace makes another object of it, yet none was added.
 */
export function pairResources(
  before: readonly Resource[],
  after: readonly Resource[],
): ResourceMatch<Resource> {
  const { pairs, removed, added } = matchResources(before, after);
  if (removed.length === 0 || added.length === 0) return { pairs, removed, added };
  const candidates = Map.groupBy(added, birthKey);
  const found = new Set<Resource>();
  const renamed: (readonly [Resource, Resource])[] = [];
  for (const [key, olds] of Map.groupBy(removed, birthKey)) {
    const [old, ...moreOlds] = olds;
    const [now, ...moreNows] = candidates.get(key) ?? [];
    if (!old || !now || moreOlds.length > 0 || moreNows.length > 0) continue;
    renamed.push([old, now]);
    found.add(old).add(now);
  }
  return {
    pairs: [...pairs, ...renamed],
    removed: removed.filter((resource) => !found.has(resource)),
    added: added.filter((resource) => !found.has(resource)),
  };
}

/** The file that a resource was written in, and what it is called there. */
export function birthOf({ node }: Resource): { file: string; kind: string; name: string } {
  const [kind] = originsOf(getField(node, 'kind'));
  const [name] = originsOf(getPath(node, 'metadata', 'name'));
  return { file: kind?.path ?? '', kind: kind?.value ?? '', name: name?.value ?? '' };
}

function birthKey(resource: Resource): string {
  const { file, kind, name } = birthOf(resource);
  return JSON.stringify([file, kind, name]);
}
