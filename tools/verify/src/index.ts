export type { Check, Part, Verdict } from './check.ts';
export type {
  Cluster,
  ClusterMetadata,
  ClusterObject,
  ContainerReference,
  ExecOptions,
  ExecResult,
  ObjectKind,
  ObjectReference,
} from './cluster.ts';
export type { ClusterProblem } from './cluster-error.ts';
export { ClusterError } from './cluster-error.ts';
export { inTurns } from './in-turns.ts';
export { openKubeCluster } from './kube/kube-cluster.ts';
export type { KubeConfigOptions } from './kube/kube-config.ts';

// Objects: read-only
export { readLiveObjects } from './objects/live-objects.ts';
export type { LiveObjects } from './objects/live-objects.ts';
export type { PairedPods } from './objects/pair-pods.ts';
export { predict } from './objects/predict.ts';
export type { Prediction, Rendered } from './objects/predict.ts';
export { readClusterObjects } from './objects/read-cluster-objects.ts';
export type { RealAddresses } from './objects/real-addresses.ts';
export { verifyObjects } from './objects/verify-objects.ts';

// Probes: ephemeral containers ask from the networks of pods
export { probeCluster } from './probe/ask-everything.ts';
export type { ProbeOptions } from './probe/ask-everything.ts';
export type { Disturbance, Disturber } from './probe/failover/disturber.ts';
export { runFailovers } from './probe/failover/run-failover.ts';
export type { FailoverOptions } from './probe/failover/run-failover.ts';
export { liveOf } from './probe/live-of.ts';
export type { Live, LivePod } from './probe/live.ts';

// Reports
export { formatVerification } from './report/format-verification.ts';
export { disagrees, PROBED_PARTS } from './report/verification.ts';
export type { NotAsked, Verification } from './report/verification.ts';
export { verificationJson } from './report/verification-json.ts';

// The cluster against what would be applied
export { applyDry } from './live/apply-dry.ts';
export type { DryRun } from './live/apply-dry.ts';
export { placeLike } from './live/place-like.ts';
export { findTracked } from './live/tracked-objects.ts';
export type { TrackedObject, TrackedObjects } from './live/tracked-objects.ts';
