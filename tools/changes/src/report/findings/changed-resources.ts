import type { OverlayChange } from '../../changes.ts';

/** What changed, for the order of findings: names as findings write them, by overlay. */
export type ChangedResources = ReadonlyMap<string, ReadonlySet<string>>;

export function changedResources(overlays: readonly OverlayChange[]): ChangedResources {
  return new Map(
    overlays.map(({ overlay, resources }) => [
      overlay,
      new Set(
        resources.map(({ kind, namespace, name }) =>
          [kind, namespace, name].filter((part) => part !== undefined).join('/'),
        ),
      ),
    ]),
  );
}
