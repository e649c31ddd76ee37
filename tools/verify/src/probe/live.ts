import type { DiscoveryModel, Pod } from '@fingerpost/discovery';

/** A pod of the cluster that stands for one of the model. */
export interface LivePod {
  readonly namespace: string;
  readonly name: string;
  /** The id of its workload in the model. */
  readonly workload: string;
  /** The pod of the model. */
  readonly predicted: Pod;
  /** The first family first. */
  readonly addresses: readonly string[];
  readonly node: string;
  /** '' where the node has none. */
  readonly zone: string;
  readonly ready: boolean;
}

/** The model, and what the cluster has for what it only names. */
export interface Live {
  readonly model: DiscoveryModel;
  readonly pods: readonly LivePod[];
  /** Literal addresses of a symbol, `clusterIP(shop/web)` or `pod(shop/web-0)`; of an address itself; none: not known. */
  addressesOf(address: string): readonly string[];
}
