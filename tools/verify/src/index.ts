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
export { openKubeCluster } from './kube/kube-cluster.ts';
export type { KubeConfigOptions } from './kube/kube-config.ts';
