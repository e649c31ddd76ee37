import type { Labels } from '../store/stored-object.ts';
import type { Pod } from '../workloads/pod.ts';

export type Family = 'IPv4' | 'IPv6';

/** A node, as far as endpoints depend on it. */
export interface Node {
  readonly name: string;
  readonly zone?: string;
  /** Cores; undefined where nobody says. */
  readonly cpu?: number;
  readonly ready: boolean;
  /** It belongs to the control plane, so that hints by topology do not count its cores. */
  readonly controlPlane?: boolean;
  /** Its internal addresses. */
  readonly addresses: readonly string[];
  /** Of a Node object; absent where only the environment names it: then no more is known than its name and zone. */
  readonly labels?: Labels;
  readonly taints?: readonly Taint[];
}

/** What keeps pods away from a node. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** What only a live cluster knows of a pod; what is absent is taken from the manifests, else assumed. */
export interface PodState {
  /** Assumed: true, as soon as it runs. */
  readonly ready?: boolean;
  /** Assumed: Running. */
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  /** The name of its node; null while it has none. Assumed: pods take the known nodes in turn. */
  readonly node?: string | null;
  /** The families of its addresses. Assumed: those of the environment. */
  readonly families?: readonly Family[];
  /** It is being deleted. */
  readonly terminating?: boolean;
}

/** A record that the upstream name server of the cluster has. */
export interface UpstreamRecord {
  /** Absolute, with the final dot. */
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** What the manifests of an environment cannot say of themselves. */
export interface Environment {
  readonly name: string;
  /** Some rules are stricter in production. */
  readonly class: 'development' | 'production';
  readonly clusterDomain: string;
  /** Who reads coredns-custom and who serves LoadBalancer Services; undefined: not known. */
  readonly distribution?: string;
  readonly proxyMode: 'iptables' | 'nftables' | 'ipvs';
  /** Ranges of Service addresses, one for each family, the first family first. */
  readonly serviceCIDRs: readonly string[];
  /** Ranges of pod addresses; pods have an address of each family. */
  readonly podCIDRs: readonly string[];
  /** Beside the Node objects among the manifests, which come first. */
  readonly nodes: readonly Node[];
  readonly prometheus?: {
    readonly namespace: string;
    readonly monitorSelector: Readonly<Record<string, string>>;
  };
  readonly gateway?: { readonly name: string; readonly namespace: string };
  /** What an ExternalName may point at; undefined: nobody says. */
  readonly externalNames?: readonly string[];
  /** Kinds that Argo CD ignores by default and that this one syncs. */
  readonly syncedDespiteDefaults: readonly string[];
  readonly dns: DnsEnvironment;
  /** What only a live cluster knows. Default: nothing. */
  readonly podState?: (pod: Pod) => PodState;
  /**
   * To how many pods an autoscaler has scaled a workload, by its id; its bounds are kept. Default: to as many as are
   * written.
   */
  readonly scaledTo?: (workload: string) => number;
}

/** What the cluster's DNS server has from outside the manifests. */
export interface DnsEnvironment {
  /** The main Corefile. Default: the one of the ConfigMap kube-system/coredns, else the one of the distribution. */
  readonly corefile?: string;
  /** Every record of the server that questions are forwarded to; undefined: not known. */
  readonly upstream?: readonly UpstreamRecord[];
}

/** What holds where nobody says otherwise: the defaults of Kubernetes, with addresses of both families. */
export const defaultEnvironment: Environment = {
  name: '',
  class: 'development',
  clusterDomain: 'cluster.local',
  proxyMode: 'iptables',
  serviceCIDRs: ['10.96.0.0/16', 'fd00:10:96::/112'],
  podCIDRs: ['10.244.0.0/16', 'fd00:10:244::/56'],
  nodes: [],
  syncedDespiteDefaults: [],
  dns: {},
};

/** The families of ranges of addresses, each once, in their order. */
export function familiesOf(cidrs: readonly string[]): Family[] {
  return [...new Set(cidrs.map((cidr): Family => (cidr.includes(':') ? 'IPv6' : 'IPv4')))];
}
