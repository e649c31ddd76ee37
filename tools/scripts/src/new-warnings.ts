import { printable } from '@fingerpost/text';

import { formatFailures } from './build-overlays.ts';
import type { ComparedOverlay } from './comparison.ts';

/** What kustomize warns of on the new side and did not on the old one, a line each. */
export function formatWarnings(pairs: readonly ComparedOverlay[]): string {
  const warnings = pairs.flatMap(({ overlay, before, after }) => {
    if (after?.status !== 'rendered' || before === after) return [];
    const known = new Set(before?.status === 'rendered' ? before.load().warnings : []);
    return after
      .load()
      .warnings.filter((warning) => !known.has(warning))
      .map((warning) => [overlay, `warning: ${printable(warning)}`] as const);
  });
  return formatFailures(warnings);
}
