import type { JsonObject } from 'kustomize-ts';
import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Pod } from './pod.ts';

/** Something that runs pods which are alike: a Deployment, StatefulSet, ..., or a single Pod. */
export interface Workload {
  /** `namespace/Kind/name` */
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Its manifest; of an owner that only its pods name, one of the pods. */
  readonly stored: StoredObject;
  /** Labels and annotations of its pods, as the template says them. */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Labels that its controller adds, with values that only a cluster knows, such as a hash: not among `labels`. */
  readonly unknownLabels: readonly string[];
  /** The spec of its pods, with defaults. */
  readonly spec: JsonObject;
  readonly hostNetwork: boolean;
  readonly replicas: Replicas;
  /** The pods that exist at rest: none of a CronJob, whose pods come and go. */
  readonly pods: readonly Pod[];
}

/** How many pods a workload has. */
export interface Replicas {
  /**
   * As written, or 1 for each node that a DaemonSet runs on; of what scales by itself, within its bounds and, in a live
   * cluster, as many as it was scaled to.
   */
  readonly count: number;
  readonly min: number;
  /** Of a CronJob the pods of one run. */
  readonly max: number;
  /** The HorizontalPodAutoscaler that sets it. */
  readonly autoscaler?: StoredObject;
}
