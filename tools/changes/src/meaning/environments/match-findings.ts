import { countSeverities, fingerprintOf } from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';

/** What became of findings. */
export interface MatchedFindings {
  readonly new: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** Those that are there on both sides, as they are on each. */
  readonly same: readonly (readonly [before: Finding, after: Finding])[];
}

/** By what findings that are alike are told apart, the surest first. */
const DETAILS: readonly ((finding: Finding) => string)[] = [
  ({ overlays, resource, field }) => JSON.stringify([overlays, resource, field]),
  ({ overlays, field }) => JSON.stringify([overlays, field]),
  ({ overlays }) => JSON.stringify(overlays),
  () => '',
];

/**
 * Pairs the findings of two sides. Those of the same fingerprint and severity are the same, in warnings and cautions
 * whatever the numbers in their text; of several that are alike as many as are on both sides, those of the same overlay,
 * resource and field first. A finding that became an error is news.
 */
export function matchFindings(
  before: readonly Finding[],
  after: readonly Finding[],
): MatchedFindings {
  const found = new Map<Finding, Finding>();
  let [old, now] = [before, after];
  for (const keyOf of [exactKey, adviceKey]) {
    const withKey = (finding: Finding) => ({ finding, key: keyOf(finding) });
    let [oldKeyed, newKeyed] = [old.map(withKey), now.map(withKey)];
    for (const detail of DETAILS) {
      const left = Map.groupBy(oldKeyed, ({ key, finding }) => `${key} ${detail(finding)}`);
      const next = new Map<string, number>();
      for (const { key, finding } of newKeyed) {
        const name = `${key} ${detail(finding)}`;
        const index = next.get(name) ?? 0;
        const other = left.get(name)?.[index];
        if (!other) continue;
        next.set(name, index + 1);
        found.set(finding, other.finding);
      }
      const taken = new Set(found.values());
      oldKeyed = oldKeyed.filter(({ finding }) => !taken.has(finding));
      newKeyed = newKeyed.filter(({ finding }) => !found.has(finding));
    }
    old = oldKeyed.map(({ finding }) => finding);
    now = newKeyed.map(({ finding }) => finding);
  }
  return { new: now, fixed: old, same: Array.from(found, ([is, was]) => [was, is] as const) };
}

function exactKey(finding: Finding): string {
  return `${fingerprintOf(finding)} ${finding.severity}`;
}

/** `the 3 pods of ...` are 4 now: the same advice. An error that says something else is looked at again. */
function adviceKey(finding: Finding): string {
  if (finding.severity === 'error') return exactKey(finding);
  return exactKey({ ...finding, message: finding.message.replaceAll(/\d+/g, '0') });
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
