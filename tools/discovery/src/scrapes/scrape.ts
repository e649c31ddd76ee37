import type { StoredObject } from '../store/stored-object.ts';

/** A ServiceMonitor, PodMonitor or Probe, with what Prometheus scrapes because of it. */
export interface Scrape {
  readonly stored: StoredObject;
  readonly kind: 'PodMonitor' | 'Probe' | 'ServiceMonitor';
  /** Whether Prometheus takes it, by its labels; unknown where the environment does not tell what it selects. */
  readonly isPicked: 'no' | 'unknown' | 'yes';
  /** One for each endpoint that the monitor names; a Probe has one. */
  readonly pools: readonly ScrapePool[];
}

/** The targets of one endpoint of a monitor: one scrape configuration. */
export interface ScrapePool {
  /** As Prometheus names it: `serviceMonitor/backend/go-server/0`. */
  readonly name: string;
  readonly path: string;
  readonly scheme: string;
  /** As written; '' for the default of Prometheus. */
  readonly interval: string;
  /** What the endpoint asks for: the name of a port, its number, or ''. */
  readonly port: number | string;
  readonly targets: readonly ScrapeTarget[];
  /** What is selected, and gives no target. */
  readonly empty: readonly EmptySelection[];
}

export interface ScrapeTarget {
  /** The label `job`. */
  readonly job: string;
  readonly namespace: string;
  /** The name of the Service; '' for pods of a PodMonitor and for probes. */
  readonly service: string;
  /** The id of the pod: `backend/Deployment/go-server[0]`; '' for what is no pod. */
  readonly pod: string;
  /** Literal, or symbolic `pod(...)`; of a probe the host of the prober. */
  readonly address: string;
  /** 0 where none is written: that of the scheme. */
  readonly port: number;
  /** What the prober is asked to probe; '' for nothing, and but for probes. */
  readonly probed: string;
}

/** Why something that a monitor selects is not scraped. */
export type EmptyReason =
  /** Nothing that the selector selects is there. */
  | 'nothing-selected'
  /** The Service has no EndpointSlices with addresses. */
  | 'no-endpoints'
  /** It has, and none of their ports, or of the ports of their pods, is the one that is asked for. */
  | 'no-such-port'
  /** An Ingress rule without host gives no address to probe: the prober is called, and asked nothing. */
  | 'no-host'
  | 'no-targets';

export interface EmptySelection {
  /** `Service/backend/go-server`; '' for all. */
  readonly selected: string;
  readonly reason: EmptyReason;
}
