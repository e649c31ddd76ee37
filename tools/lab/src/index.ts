/** A real Kubernetes on one machine: made, asked, broken on purpose, removed. */

// Where it is
export { cacheFolder, CONTEXT, inLab, kubeconfigFile, labFolder } from './paths.ts';
export { LabError } from './lab-error.ts';
export {
  API_SERVER,
  CGROUP,
  CLUSTER_DNS,
  CLUSTER_DOMAIN,
  CONTROL,
  labNodes,
  POD_CIDR,
  SERVICE_CIDR,
} from './layout.ts';
export type { LabNode } from './layout.ts';

// From nothing and back
export { buildPrograms, findProgram } from './build/programs.ts';
export { definitionFile } from './build/definitions.ts';
export { findMissing } from './system/preflight.ts';
export { up } from './up/up.ts';
export type { UpOptions } from './up/up.ts';
export { down, isGone, remains } from './down/down.ts';
export type { Remains } from './down/down.ts';
export { formatStatus, status } from './status.ts';
export type { Status } from './status.ts';

// What is in it
export { deploy } from './deploy/deploy.ts';
export type { Deployed, DeployOptions } from './deploy/deploy.ts';
export { dryRun } from './deploy/dry-run.ts';
export { PROBER_IMAGE } from './image/images.ts';
export { readProxyMode } from './up/proxy-mode.ts';
export { awaitPolicies } from './up/enforcer.ts';
export { kubectl, tryKubectl } from './kubectl.ts';

// Programs that run in its namespaces
export { start } from './process/start.ts';
export type { Program } from './process/start.ts';
export { stop } from './process/kill.ts';

// What can go wrong with it
export { cutNode, healNode, killContainer } from './faults.ts';

// Argo CD in it
export { applyApps, environmentsRepository } from './argo/apps.ts';
export { describeApplication, isSettled, readApplications } from './argo/applications.ts';
export type { Application, SyncResult } from './argo/applications.ts';
export { assertArgo } from './argo/assert-argo.ts';
export { bringGiven } from './argo/bring-given.ts';
export { readMessages } from './argo/messages/read-messages.ts';
export { prodKubectl } from './argo/prod-cluster.ts';
export { startArgo } from './argo/start-argo.ts';
export type { ArgoOptions } from './argo/start-argo.ts';
export { startGateway } from './gateway/start-gateway.ts';
