import { countSeverities, fingerprintOf } from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';

/** What became of findings. */
export interface MatchedFindings {
  readonly new: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** Those that are there on both sides, as they are on each. */
  readonly same: readonly (readonly [before: Finding, after: Finding])[];
}

/**
 * Pairs the findings of two sides. Those of the same fingerprint and severity are the same, in warnings and cautions
 * whatever the numbers in their text; of several that are alike as many as are on both sides.
 */
export function matchFindings(
  before: readonly Finding[],
  after: readonly Finding[],
): MatchedFindings {
  const found = new Map<Finding, Finding>();
  // Of those that are alike the ones at the same index of a list go together.
  pair((finding) => `${keyOf(finding)} ${finding.field}`);
  pair(keyOf);
  // `the 3 pods of ...` are 4 now: the same advice. An error that says something else is looked at again.
  pair((finding) => keyOf(finding.severity === 'error' ? finding : withoutNumbers(finding)));
  const taken = new Set(found.values());
  return {
    new: after.filter((finding) => !found.has(finding)),
    fixed: before.filter((finding) => !taken.has(finding)),
    same: Array.from(found, ([now, old]) => [old, now] as const),
  };

  function pair(key: (finding: Finding) => string): void {
    const used = new Set(found.values());
    const left = Map.groupBy(
      before.filter((finding) => !used.has(finding)),
      key,
    );
    const next = new Map<string, number>();
    for (const finding of after) {
      if (found.has(finding)) continue;
      const name = key(finding);
      const index = next.get(name) ?? 0;
      const other = left.get(name)?.[index];
      if (!other) continue;
      next.set(name, index + 1);
      found.set(finding, other);
    }
  }
}

/** Counts less those of other counts. */
export function subtractCounts(
  counts: Readonly<Record<Severity, number>>,
  findings: readonly Finding[],
): Record<Severity, number> {
  const less = countSeverities(findings);
  return {
    error: counts.error - less.error,
    warning: counts.warning - less.warning,
    caution: counts.caution - less.caution,
  };
}

/** A finding that became an error is news. */
function keyOf(finding: Finding): string {
  return `${fingerprintOf(finding)} ${finding.severity}`;
}

function withoutNumbers(finding: Finding): Finding {
  return { ...finding, message: finding.message.replaceAll(/\d+/g, '0') };
}
