export { checkModel } from './check-model.ts';
export { duplicateKeyFindings } from './duplicate-keys.ts';
export { countSeverities, mergeFindings, SEVERITIES } from './finding.ts';
export type { Finding, FindingPlace, RelatedFinding, Severity } from './finding.ts';
export { placeOfField } from './place.ts';
export type { Problem, RelatedPlace, Rule, RuleInput } from './rule.ts';
export { rules } from './rules/index.ts';
export type { CheckedModel } from './run-rules.ts';

// What all reports are made of
export { plural } from './report/plural.ts';
export { printable } from './report/printable.ts';
export { colourStyle, plainStyle } from './report/style.ts';
export type { Style } from './report/style.ts';
