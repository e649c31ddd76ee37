/** What stands in the resolv.conf of a pod. */
export interface Resolver {
  /** At most 3; the first one is asked, others where it fails. */
  readonly nameservers: readonly Nameserver[];
  /** Domains that names are tried in, in their order; without final dot. */
  readonly searches: readonly string[];
  /** Before which of the searches those of the node stand, whose resolv.conf is not known; undefined: it adds none. */
  readonly nodeSearchesAt?: number;
  /** Names with fewer dots are tried in the search domains first. */
  readonly ndots: number;
  /** `ndots:5`, sorted. */
  readonly options: readonly string[];
  /** The pod asks what its node asks, of which nothing is known. */
  readonly asksLikeNode: boolean;
  /** In one sentence each, what the kubelet leaves out because limits are exceeded. */
  readonly omitted: readonly string[];
}

export interface Nameserver {
  /** Symbolic, `clusterIP(kube-system/kube-dns)`, or literal. */
  readonly address: string;
  /** It is the one of the cluster. */
  readonly ofCluster: boolean;
}

/** The resolv.conf of a node, as the kubelet reads it. */
export interface NodeResolver {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}
