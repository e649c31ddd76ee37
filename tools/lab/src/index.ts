/** A real Kubernetes on one machine: what others ask of it. Its commands are in main.ts. */

// Where it is, and what is in it
export { CONTEXT, kubeconfigFile } from './paths.ts';
export { findProgram } from './build/programs.ts';
export { PROBER_IMAGE } from './image/images.ts';
export { readProxyMode } from './up/proxy-mode.ts';
export { kubectl } from './kubectl.ts';
export { LabError } from './lab-error.ts';

// What can go wrong with it
export { cutNode, healNode, killContainer } from './faults.ts';

// Argo CD in it
export { applyApps, environmentsRepository } from './argo/apps.ts';
export { describeApplication, isSettled, readApplications } from './argo/applications.ts';
export type { Application } from './argo/applications.ts';
export { assertArgo } from './argo/assert-argo.ts';
export { bringGiven } from './argo/bring-given.ts';
export { readMessages } from './argo/messages/read-messages.ts';
export { prodKubectl } from './argo/prod-cluster.ts';
export { startArgo } from './argo/start-argo.ts';
export { startGateway } from './gateway/start-gateway.ts';
