import type { JsonObject } from 'kustomize-ts';
import type { Family } from '../environment/environment.ts';
import type { Labels } from '../store/stored-object.ts';
import type { Workload } from './workload.ts';

/** What makes pods: a workload of the API, or the pod itself. */
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** A pod that exists while all controllers are at rest. */
export interface Pod {
  /** `shop/web-0`, or `shop/Deployment/web[0]` where the name has a random end: in addresses, `pod(shop/web-0)`. */
  readonly id: string;
  readonly namespace: string;
  /** Undefined where it has a random end. */
  readonly name: string | undefined;
  readonly workload: Workload;
  /** Its number among the pods of the workload, from 0; of a StatefulSet its ordinal; of a DaemonSet its node's. */
  readonly ordinal: number;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The pod's spec, with defaults. */
  readonly spec: JsonObject;
  /** What the pod calls itself in DNS, where it is set. */
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
  readonly hostNetwork: boolean;
  readonly phase: PodPhase;
  readonly ready: boolean;
  readonly terminating: boolean;
  /** The name of its node; undefined while it has none, or where no nodes are known. */
  readonly node: string | undefined;
  /** One for each of its families, the first family first: symbolic, `pod(shop/web-0)`, or literal. */
  readonly addresses: readonly PodAddress[];
}

export interface PodAddress {
  readonly family: Family;
  readonly address: string;
}
