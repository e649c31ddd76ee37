import type { Resource } from 'kustomize-ts';

/** From what breaks to what only deserves a look. */
export const SEVERITIES = ['error', 'warning', 'caution'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that is wrong with a resource, and where. */
export interface Finding extends FindingPlace {
  /** `schema/...`, `api/...`, `admission/<policy>` or the id of a rule. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Other places that belong to it. */
  readonly related: readonly RelatedFinding[];
  /** What to do; '' where only the message says it. */
  readonly fix: string;
  /** The page about it, relative to the root of this project; '' where there is none. */
  readonly documentation: string;
  /** Overlays that have it; none for plain files. */
  readonly overlays: readonly string[];
}

/** A field of a resource, and where it was written. */
export interface FindingPlace {
  /** `Kind/namespace/name`; the namespace is empty where there is none. */
  readonly resource: string;
  /** `spec.ports[0].port`; empty where the whole resource is meant. */
  readonly field: string;
  /** The source: a file of a base or overlay. Lines and columns count from 1; none where nothing is known. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface RelatedFinding extends FindingPlace {
  /** What stands there. */
  readonly message: string;
}

/** How a finding names a resource. */
export function describeResource({ kind, namespace = '', name }: Resource): string {
  return `${kind}/${namespace}/${name}`;
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, caution: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
