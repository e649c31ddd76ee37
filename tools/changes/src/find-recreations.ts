import type { JsonObject } from 'kustomize-ts';

import type { OverlayChange } from './changes.ts';
import type { OverlayPair } from './compare-overlays.ts';
import type { Recreations } from './meaning/recreate.ts';

/** As `withRecreations`. The rules of the API server are loaded when this is asked for: they take longer than comparing. */
export async function findRecreations(
  overlays: readonly OverlayChange[],
  pairs: readonly OverlayPair[],
  definitions: readonly JsonObject[] = [],
): Promise<Recreations> {
  const { withRecreations } = await import('./meaning/recreate.ts');
  return withRecreations(overlays, pairs, definitions);
}
