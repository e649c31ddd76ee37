import type { Finding } from '../finding.ts';
import { fingerprintOf } from '../fingerprint.ts';

/** Findings that are known, so that a repository can adopt the checks and mend them later. */
export interface Baseline {
  /** Sorted by rule, resource, message and fingerprint. */
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly resource: string;
  readonly message: string;
  /** How many findings have the fingerprint. */
  readonly count: number;
}

/** The baseline of these findings. */
export function makeBaseline(findings: readonly Finding[]): Baseline {
  const groups = Map.groupBy(findings, fingerprintOf);
  const entries = [...groups].flatMap(([fingerprint, group]): BaselineEntry[] => {
    const [first] = group;
    if (!first) return [];
    const { rule, resource, message } = first;
    return [{ fingerprint, rule, resource, message, count: group.length }];
  });
  const key = ({ rule, resource, message, fingerprint }: BaselineEntry): string =>
    [rule, resource, message, fingerprint].join('\n');
  return { entries: entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

/** The file of a baseline: JSON with one finding a line, so that a diff shows what came and went. */
export function formatBaseline({ entries }: Baseline): string {
  const lines = entries.map(({ fingerprint, rule, resource, message, count }) =>
    JSON.stringify({ fingerprint, rule, resource, message, count }),
  );
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "version": 1,\n  "findings": ${list}\n}\n`;
}
