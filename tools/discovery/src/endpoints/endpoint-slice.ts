import type { Labels, StoredObject } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';

/** An EndpointSlice as the API server would show it (discovery.k8s.io/v1). */
export interface EndpointSlice {
  readonly namespace: string;
  /** The Service that it belongs to, by its label; undefined: none. */
  readonly service: string | undefined;
  /** The name of one that has a manifest; the controllers make names with random ends. */
  readonly name?: string;
  readonly generateName?: string;
  /** The label endpointslice.kubernetes.io/managed-by; null: without. */
  readonly managedBy: string | null;
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  /** Without the two labels above. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
  /** Its manifest, where it has one; of a mirrored one that of its Endpoints object. */
  readonly stored?: StoredObject;
}

export interface EndpointPort {
  /** '' for the only port of a Service, which needs no name. */
  readonly name: string;
  /** Undefined in a slice that was written by hand: all ports. */
  readonly port: number | undefined;
  readonly protocol: string;
  readonly appProtocol?: string;
}

export interface Endpoint {
  /** The pod that it stands for; undefined for one that was written by hand. */
  readonly pod?: Pod;
  /** What one that was written by hand says that it stands for (`targetRef`). */
  readonly target?: EndpointTarget;
  /** Symbolic, `pod(shop/web-0)`, or literal. */
  readonly addresses: readonly string[];
  /** Absent in slices that say nothing of it, where it counts as true. */
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: EndpointHints;
}

export interface EndpointTarget {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Who the endpoint should be used by. */
export interface EndpointHints {
  readonly forZones?: readonly string[];
  readonly forNodes?: readonly string[];
}

/** An object of the old API: made by the endpoints controller, or written by hand. */
export interface EndpointsObject {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly subsets: readonly EndpointsSubset[];
  /** Its manifest, where it has one. */
  readonly stored?: StoredObject;
}

export interface EndpointsSubset {
  readonly ready: readonly EndpointsAddress[];
  readonly notReady: readonly EndpointsAddress[];
  readonly ports: readonly EndpointPort[];
}

export interface EndpointsAddress {
  /** Symbolic, `pod(shop/web-0)`, or literal. */
  readonly address: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly pod?: Pod;
  /** What one that was written by hand says that it stands for (`targetRef`). */
  readonly target?: EndpointTarget;
}
