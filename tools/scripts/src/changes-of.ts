import { compareOverlays, compareSources } from '@fingerpost/changes';
import type { Changes, OverlayPair, OverlayRendering, Rendering } from '@fingerpost/changes';

import type { ComparedOverlay, Comparison } from './comparison.ts';

export interface ChangesOptions {
  /** Only what differs in the manifests, not what it means. */
  readonly fieldsOnly: boolean;
}

/** What was found, and what the reader has to know of how. */
export interface FoundChanges {
  readonly changes: Changes;
  /** One line each. */
  readonly notices: readonly string[];
}

/** Compares both sides. Only what differs is loaded; the model and the rules only where something does. */
export async function changesOf(
  comparison: Comparison,
  { fieldsOnly }: ChangesOptions,
): Promise<FoundChanges> {
  const { before, after, expected, sources } = comparison;
  const touched = comparison.pairs.filter((pair) => pair.before !== pair.after);
  const pairs = touched.filter(differs).map(loadPair);
  const { overlays } = compareOverlays(pairs, expected);
  const facts = {
    before,
    after,
    compared: comparison.pairs.length,
    sources: [
      ...(comparison.environmentFiles ?? []),
      ...(sources ? compareSources({ overlays: touched.map(traceOf), files: sources }) : []),
    ],
    drift: [],
    unread: comparison.unread,
  };
  if (fieldsOnly || comparison.environments.length === 0) {
    return { changes: { ...facts, overlays }, notices: [] };
  }
  const { meaningOf } = await import('./meaning-of.ts');
  const { notices, ...meant } = await meaningOf(comparison, overlays, pairs);
  return { changes: { ...facts, ...meant }, notices };
}

/** Sides may read different files and render the same. */
function differs({ before, after }: ComparedOverlay): boolean {
  if (before?.status !== 'rendered' || after?.status !== 'rendered') return true;
  return before.digest() !== after.digest();
}

function loadPair({ overlay, before, after }: ComparedOverlay): OverlayPair {
  return { overlay, before: load(before), after: load(after) };
}

function load(rendering: OverlayRendering | undefined): Rendering | undefined {
  return rendering?.status === 'rendered' ? { status: 'rendered', ...rendering.load() } : rendering;
}

function traceOf({ overlay, before, after }: ComparedOverlay) {
  const [old, now] = [before, after].map((side) =>
    side?.status === 'rendered' ? side.load() : undefined,
  );
  return { overlay, before: old, after: now };
}
