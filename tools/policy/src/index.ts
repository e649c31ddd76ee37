export { checkResources } from './check-resources.ts';
export { countSeverities, mergeFindings, SEVERITIES } from './finding.ts';
export type { Finding, Severity } from './finding.ts';
