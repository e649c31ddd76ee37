import type { OverlayChange } from '../changes.ts';

/** Overlays that do not render, for one reason. */
export interface Unrendered {
  readonly status: 'failed' | 'broken';
  readonly error: string;
  readonly overlays: readonly string[];
}

export function listUnrendered(overlays: readonly OverlayChange[]): Unrendered[] {
  const found = new Map<
    string,
    { status: 'failed' | 'broken'; error: string; overlays: string[] }
  >();
  for (const { overlay, status, error = 'no reason is known' } of overlays) {
    if (status !== 'failed' && status !== 'broken') continue;
    const key = `${status} ${error}`;
    const entry = found.get(key) ?? { status, error, overlays: [] };
    entry.overlays.push(overlay);
    found.set(key, entry);
  }
  return [...found.values()];
}
