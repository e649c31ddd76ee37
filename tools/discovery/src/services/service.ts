import type { Selector } from '../labels/selector.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { SelectedWorkload } from '../workloads/pod-index.ts';
import type { Affinity } from './affinity.ts';
import type { Distribution } from './distribution.ts';
import type { Exposure } from './exposure.ts';
import type { ServicePort } from './ports.ts';

/** Who chooses the endpoint of a connection, and how. */
export type Balancing =
  | 'random-per-connection'
  | 'round-robin-per-node'
  | 'client-chooses'
  | 'name-only';

/** What ends a connection that reaches no endpoint; null: that is with the pod or host that the name leads to. */
export type Outcome = 'refused' | 'timeout' | null;

/** What a Service does with connections. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly stored: StoredObject;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** What its name leads to: a virtual address, the addresses of its endpoints, or another name. */
  readonly addressing: 'cluster-ip' | 'headless' | 'external-name';
  /** The other name; '' but for ExternalName. */
  readonly externalName: string;
  /** Literal, or `clusterIP(shop/web)`, one for each family. */
  readonly clusterIPs: readonly string[];
  /** Null: none, its endpoints are made by hand. */
  readonly selector: Selector;
  readonly workloads: readonly SelectedWorkload[];
  readonly ports: readonly ServicePort[];
  readonly publishNotReadyAddresses: boolean;
  readonly endpoints: EndpointCount;
  readonly balancing: Balancing;
  readonly affinity: Affinity;
  /** `Local`: pods only reach endpoints on their own node. */
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  /** Undefined where nothing outside reaches the Service. */
  readonly externalTrafficPolicy: 'Cluster' | 'Local' | undefined;
  readonly distribution: Distribution;
  readonly exposure: Exposure;
  readonly outcomes: Outcomes;
}

/** Addresses in its EndpointSlices; those of two families count once. */
export interface EndpointCount {
  readonly total: number;
  readonly ready: number;
}

/** How connections end that reach no endpoint. */
export interface Outcomes {
  /** To a port that the Service does not have. */
  readonly unknownPort: Outcome;
  /** While it has no endpoints. */
  readonly noEndpoints: Outcome;
  /** While there are none on this node, and the policy is Local. */
  readonly noLocalEndpoints: Outcome;
}
