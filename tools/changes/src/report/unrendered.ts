import type { OverlayChange } from '../changes.ts';

/** Overlays that do not render, for one reason. */
export interface Unrendered {
  readonly status: 'failed' | 'broken';
  readonly error: string;
  readonly overlays: readonly string[];
}

export function isUnrendered({ status }: Pick<OverlayChange, 'status'>): boolean {
  return status === 'failed' || status === 'broken';
}

/** It renders now or is gone, and nothing is known of what it was. */
export function wasUnrendered({ status, error }: OverlayChange): boolean {
  return error !== undefined && (status === 'repaired' || status === 'removed');
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
