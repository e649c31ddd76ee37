export { checkResources, readCluster } from './check-resources.ts';
export type { Cluster } from './check-resources.ts';
export { duplicateKeyFindings } from './duplicate-keys.ts';
export { countSeverities, mergeFindings, SEVERITIES } from './finding.ts';
export type { Finding, Severity } from './finding.ts';
