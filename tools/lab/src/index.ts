/** A real Kubernetes on one machine: made, asked, broken on purpose, removed. */

export { CONTEXT, kubeconfigFile, labFolder } from './paths.ts';
export { LabError } from './lab-error.ts';
export { up } from './up/up.ts';
export type { UpOptions } from './up/up.ts';
export { down, isGone, remains } from './down/down.ts';
export type { Remains } from './down/down.ts';
export { findProgram } from './build/programs.ts';
export { PROBER_IMAGE } from './image/images.ts';
export { awaitPolicies } from './up/enforcer.ts';
