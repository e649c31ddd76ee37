import type { Finding, Severity } from '../finding.ts';
import type { RuleText } from '../rule-text.ts';

/** What a report tells. */
export interface Report {
  /** Those to show, merged and sorted. */
  readonly findings: readonly Finding[];
  /** How many there are of each severity, shown or not; without those of the baseline. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many resources were checked. */
  readonly resources: number;
  /** How many findings a baseline holds, and how many of its findings are gone; undefined without one. */
  readonly baseline: { readonly known: number; readonly gone: number } | undefined;
  /** What is known of the rules. */
  readonly rules: readonly RuleText[];
  /** A line of a source file, counted from 1; undefined where it is not to be shown. */
  readonly readLine: (file: string, line: number) => string | undefined;
}
