import type { StoredObject } from '@fingerpost/discovery';
import type { Finding } from './finding.ts';
import { placeOfField } from './place.ts';
import type { Rule } from './rule.ts';
import { noReason } from './rules/ignore/no-reason.ts';
import { unused } from './rules/ignore/unused.ts';

/** One line of the annotation: `<rule>: <reason>`. */
interface Suppression {
  readonly on: StoredObject;
  readonly rule: string;
  readonly reason: string;
  used: boolean;
}

const ANNOTATION = 'fingerpost.dev/ignore';
const FIELD = `metadata.annotations[${ANNOTATION}]`;

/**
 * Leaves out the findings that their resource suppresses with `fingerpost.dev/ignore: <rule>: <reason>`, one to a line.
 * A suppression without a reason, and one that suppresses nothing, is a finding itself; the first does not count.
 * `schema/...` and `api/...` errors cannot be suppressed: the API server refuses such an object whatever is written in it.
 */
export function suppressFindings(
  findings: readonly Finding[],
  objects: readonly StoredObject[],
  overlaysOf: (stored: StoredObject) => readonly string[],
): Finding[] {
  const byResource = new Map<string, Suppression[]>();
  for (const on of objects) {
    const suppressions = readSuppressions(on);
    if (suppressions.length > 0)
      byResource.set(placeOfField(on.resource, '').resource, suppressions);
  }
  const left = findings.filter((finding) => {
    const suppression = byResource
      .get(finding.resource)
      ?.find(({ rule, reason }) => rule === finding.rule && reason !== '');
    if (!suppression || !canBeSuppressed(finding)) return true;
    suppression.used = true;
    return false;
  });
  const own = [...byResource.values()].flat().flatMap((suppression) => {
    const { on, rule, reason, used } = suppression;
    if (reason === '') return [ownFinding(noReason, on, reasonMissing(rule), overlaysOf(on))];
    if (used) return [];
    const message = `${rule} finds nothing here, so there is nothing to ignore`;
    return [ownFinding(unused, on, message, overlaysOf(on))];
  });
  return [...left, ...own];
}

function readSuppressions(on: StoredObject): Suppression[] {
  const annotation = on.annotations.get(ANNOTATION);
  if (annotation === undefined) return [];
  return annotation.split('\n').flatMap((line) => {
    const written = line.trim();
    const [head = '', rule = ''] = /^([^\s:]*)\s*:?\s*/.exec(written) ?? [];
    const reason = written.slice(head.length);
    return rule === '' ? [] : [{ on, rule, reason, used: false }];
  });
}

function canBeSuppressed({ rule, severity }: Finding): boolean {
  return severity !== 'error' || !/^(?:schema|api|internal)\//.test(rule);
}

function reasonMissing(rule: string): string {
  return `${rule} is ignored without a reason, so it is not ignored`;
}

function ownFinding(
  { id, severity, fix }: Rule,
  on: StoredObject,
  message: string,
  overlays: readonly string[],
): Finding {
  return {
    rule: id,
    severity,
    message,
    ...placeOfField(on.resource, FIELD),
    related: [],
    fix,
    documentation: `docs/rules/${id}.md`,
    overlays,
  };
}
