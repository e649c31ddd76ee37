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
