export { checkModel } from './check-model.ts';
export { duplicateKeyFindings } from './duplicate-keys.ts';
export { countSeverities, describeResource, SEVERITIES } from './finding.ts';
export type { Finding, FindingPlace, RelatedFinding, Severity } from './finding.ts';
export { fingerprintOf } from './fingerprint.ts';
export { mergeFindings } from './merge-findings.ts';
export { nameUses } from './facts/name-uses.ts';
export type { NameUse } from './facts/name-uses.ts';
export { possibleServices } from './facts/service-names.ts';
export { placeOfField } from './place.ts';
export type { Problem, RelatedPlace, Rule, RuleInput } from './rule.ts';
export { rules } from './rules/index.ts';
export type { CheckedModel } from './run-rules.ts';
export type { RuleText } from './rule-text.ts';
export { diffRules } from './diff/rule-texts.ts';
export { serverRules } from './server/rule-texts.ts';
export { toldHosts } from './told-hosts.ts';

// Findings that are known
export { applyBaseline } from './baseline/apply-baseline.ts';
export type { BaselineResult } from './baseline/apply-baseline.ts';
export { formatBaseline, makeBaseline } from './baseline/baseline.ts';
export type { Baseline, BaselineEntry } from './baseline/baseline.ts';
export { BaselineError, parseBaseline } from './baseline/parse-baseline.ts';

// Reports
export { reportFormats } from './report/formats.ts';
export type { Report } from './report/report.ts';
export { formatSarifReport } from './report/sarif.ts';
