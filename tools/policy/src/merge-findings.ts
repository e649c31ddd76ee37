import { SEVERITIES } from './finding.ts';
import type { Finding, RelatedFinding } from './finding.ts';

/**
 * Findings of several overlays: those of one source line that say the same become one, as severe as the worst of them,
 * with the overlays, related places and fixes of all. Sorted by place.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ rule, message, field, file, line, column }) =>
    JSON.stringify([rule, message, field, file, line, column]),
  );
  return [...groups.values()].flatMap(mergeGroup).toSorted(compareFindings);
}

function mergeGroup(group: readonly Finding[]): Finding[] {
  const [first] = group;
  if (!first) return [];
  const ranks = group.map(({ severity }) => SEVERITIES.indexOf(severity));
  return [
    {
      ...first,
      severity: SEVERITIES[Math.min(...ranks)] ?? first.severity,
      related: mergeRelated(group.flatMap(({ related }) => related)),
      fix: [...new Set(group.map(({ fix }) => fix))].filter((fix) => fix !== '').join('; or '),
      overlays: [...new Set(group.flatMap(({ overlays }) => overlays))].toSorted(compare),
    },
  ];
}

/** The same place of two environments is one place. */
function mergeRelated(places: readonly RelatedFinding[]): RelatedFinding[] {
  const merged = new Map<string, RelatedFinding>();
  for (const place of places) {
    const { message, field, file, line, column } = place;
    const key = JSON.stringify([message, field, file, line, column]);
    if (!merged.has(key)) merged.set(key, place);
  }
  return [...merged.values()];
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.field, b.field) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
