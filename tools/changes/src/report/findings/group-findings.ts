import type { Finding } from '@fingerpost/policy';

import { compareText } from '../../compare-text.ts';
import { withoutHash } from '../told/without-hash.ts';
import type { ChangedResources } from './changed-resources.ts';
import { saysMore } from './says-more.ts';

/** Findings of one rule. */
export interface FindingGroup {
  /** Told in full. */
  readonly first: Finding;
  /** Told in a line each, below the place that they share. */
  readonly others: readonly OtherFindings[];
  readonly count: number;
}

/** Findings at one place. */
export interface OtherFindings {
  readonly place: string;
  readonly findings: readonly OtherFinding[];
}

export interface OtherFinding {
  /** `namespace/name` where it is of the same kind as that of the first. */
  readonly resource: string;
  /** Where it is another one than that of the first. */
  readonly field: string;
  readonly overlays: readonly string[];
  /** Where it says more than what the first does of its own resource. */
  readonly message: string;
}

/**
 * Findings by their rules. First those on resources that changed themselves, or that name one in an overlay that changed;
 * then those of other resources of these overlays; then what follows elsewhere. In each what is nearer to the cause.
 */
export function groupFindings(
  findings: readonly Finding[],
  changed: ChangedResources,
): FindingGroup[] {
  const ranked = uniteOverlays(findings).map((finding) => ({
    finding,
    rank: rankOf(finding, changed),
  }));
  const groups = Map.groupBy(ranked, ({ finding: { rule, severity } }) => `${severity} ${rule}`);
  return [...groups.values()]
    .map((group) =>
      group.toSorted((a, b) => a.rank - b.rank || byReachAndPlace(a.finding, b.finding)),
    )
    .toSorted(([a], [b]) =>
      a && b
        ? a.rank - b.rank ||
          kindRank(a.finding) - kindRank(b.finding) ||
          compareText(a.finding.rule, b.finding.rule)
        : 0,
    )
    .flatMap((group) => {
      const [first, ...others] = group.map(({ finding }) => finding);
      return first ? [{ first, others: listOthers(first, others), count: group.length }] : [];
    });
}

/** `base/web/service.yaml:14`; '' where no file is known. */
function linePlace({ file, line }: Pick<Finding, 'file' | 'line'>): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** The same at the same place in several environments, where it stands at another index of a list. */
export function uniteOverlays(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(
    findings,
    ({ rule, severity, message, resource, file, line, column }) =>
      JSON.stringify([rule, severity, message, withoutHash(resource), file, line, column]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const overlays = [...new Set(group.flatMap((finding) => finding.overlays))].toSorted();
    return [{ ...first, resource: withoutHash(first.resource), overlays }];
  });
}

function rankOf({ resource, related, overlays }: Finding, changed: ChangedResources): number {
  const own = overlays.flatMap((overlay) => changed.get(overlay) ?? []);
  if (own.length === 0) return 2;
  const isTouched = (name: string): boolean => own.some((names) => names.has(name));
  return isTouched(resource) || related.some((place) => isTouched(place.resource)) ? 0 : 1;
}

/** What is refused as a whole, then who offers something, who leads to it, and who only uses it. */
const KINDS: readonly string[] = [
  'internal',
  'gitops',
  'api',
  'schema',
  'admission',
  'dns',
  'service',
  'endpoint-slice',
  'endpoints',
  'route',
  'policy',
  'workload',
  'name',
  'monitor',
];

function kindRank({ rule }: Finding): number {
  const index = KINDS.indexOf(rule.split('/')[0] ?? '');
  return index < 0 ? KINDS.length : index;
}

function byReachAndPlace(a: Finding, b: Finding): number {
  return (
    b.overlays.length - a.overlays.length ||
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.resource, b.resource)
  );
}

function listOthers(first: Finding, others: readonly Finding[]): OtherFindings[] {
  const byPlace = Map.groupBy(others, (finding) => linePlace(finding));
  return Array.from(byPlace, ([place, findings]) => ({
    place,
    findings: findings.map((finding) => ({
      resource: withoutKind(finding.resource, first.resource),
      field: finding.field === first.field ? '' : finding.field,
      overlays: finding.overlays,
      message: saysMore(finding, first) ? finding.message : '',
    })),
  }));
}

/** What is of the same kind as the first is named without it. */
function withoutKind(resource: string, first: string): string {
  const kind = `${first.split('/')[0] ?? ''}/`;
  return resource.startsWith(kind) && resource.split('/').length > 2
    ? resource.slice(kind.length)
    : resource;
}
