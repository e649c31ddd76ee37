import type { Finding } from '../finding.ts';
import { fingerprintOf, stableName } from '../fingerprint.ts';
import type { Baseline } from './baseline.ts';

/** Findings beside a baseline. */
export interface BaselineResult {
  /** Those that it does not hold, in their order. */
  readonly fresh: readonly Finding[];
  /** How many it holds. */
  readonly known: number;
  /** How many of its findings are not there any more. */
  readonly gone: number;
}

/**
 * Takes out the findings that a baseline holds, as many of each as it counts.
 * @param wasChecked of a resource as findings name it, whether it was looked at: what was not cannot be gone
 */
export function applyBaseline(
  findings: readonly Finding[],
  { entries }: Baseline,
  wasChecked: (resource: string) => boolean,
): BaselineResult {
  const left = new Map<string, number>();
  for (const { fingerprint, count } of entries) {
    left.set(fingerprint, (left.get(fingerprint) ?? 0) + count);
  }
  const fresh = findings.filter((finding) => {
    const fingerprint = fingerprintOf(finding);
    const count = left.get(fingerprint) ?? 0;
    if (count > 0) left.set(fingerprint, count - 1);
    return count === 0;
  });
  const looked = new Set(
    entries
      .filter(({ resource }) => wasChecked(stableName(resource)))
      .map((entry) => entry.fingerprint),
  );
  const gone = [...left]
    .filter(([fingerprint]) => looked.has(fingerprint))
    .reduce((sum, [, count]) => sum + count, 0);
  return { fresh, known: findings.length - fresh.length, gone };
}
