import { matchMoved } from './match-moved.ts';
import type { Owned } from './match-moved.ts';
import { matchRenamed } from './match-renamed.ts';
import { matchResources } from './match-resources.ts';
import type { ObjectPair } from './compare-pair.ts';
import type { RenderedResource } from './rendered-resource.ts';

/** What an overlay made and makes. */
export interface OverlayObjects {
  readonly overlay: string;
  readonly before: readonly RenderedResource[];
  readonly after: readonly RenderedResource[];
}

/** Which objects of an overlay are the same one. */
export interface OverlayMatch {
  readonly pairs: readonly ObjectPair[];
  readonly removed: readonly RenderedResource[];
  readonly added: readonly RenderedResource[];
  /** Objects that another overlay makes now. */
  readonly movedAway: readonly MovedObject[];
}

/** An object that left an overlay. */
export interface MovedObject {
  readonly old: RenderedResource;
  readonly to: string;
}

/**
 * Finds which objects are the same one: within each overlay by what the cluster knows them by and by names without hashes,
 * then in other overlays of the environment, then by what they say.
 * @returns one for each overlay, in their order
 */
export function matchOverlays(overlays: readonly OverlayObjects[]): OverlayMatch[] {
  const own = overlays.map(({ overlay, before, after }) => ({
    overlay,
    ...matchResources(before, after),
  }));
  const moves = matchMoved(
    own.flatMap(({ overlay, removed }) => removed.map((resource) => ({ overlay, resource }))),
    own.flatMap(({ overlay, added }) => added.map((resource) => ({ overlay, resource }))),
  );
  const arrived = Map.groupBy(moves, ([, to]) => to.overlay);
  const left = Map.groupBy(moves, ([from]) => from.overlay);
  return own.map(({ overlay, pairs, removed, added }) => {
    const here = arrived.get(overlay) ?? [];
    const away = left.get(overlay) ?? [];
    const renamed = matchRenamed(
      without(
        removed,
        away.map(([from]) => from),
      ),
      without(
        added,
        here.map(([, to]) => to),
      ),
    );
    return {
      pairs: [
        ...pairs.map(([old, now]) => toPair(old, now)),
        ...here.map(([from, to]) => ({
          ...toPair(from.resource, to.resource),
          movedFrom: from.overlay,
        })),
        ...renamed.pairs.map(([old, now]) => ({ old, now, renamedBy: 'name' as const })),
      ],
      removed: renamed.removed,
      added: renamed.added,
      movedAway: away.map(([from, to]) => ({ old: from.resource, to: to.overlay })),
    };
  });
}

function toPair(old: RenderedResource, now: RenderedResource): ObjectPair {
  return { old, now, ...(old.name !== now.name && { renamedBy: 'hash' }) };
}

function without(
  resources: readonly RenderedResource[],
  taken: readonly Owned<RenderedResource>[],
): readonly RenderedResource[] {
  if (taken.length === 0) return resources;
  const gone = new Set(taken.map(({ resource }) => resource));
  return resources.filter((resource) => !gone.has(resource));
}
