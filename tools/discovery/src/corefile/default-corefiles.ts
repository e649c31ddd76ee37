/** How a distribution runs CoreDNS. */
export interface Distribution {
  readonly corefile: (clusterDomain: string) => string;
  /** Where it mounts the ConfigMap kube-system/coredns-custom; undefined: it does not. */
  readonly customFolder: string | undefined;
  /** Whether it writes the addresses of nodes into /etc/coredns/NodeHosts. */
  readonly nodeHosts: boolean;
}

const k3s = (clusterDomain: string): string => `.:53 {
    errors
    health
    ready
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    hosts /etc/coredns/NodeHosts {
      ttl 60
      reload 15s
      fallthrough
    }
    prometheus :9153
    cache 30
    loop
    reload
    loadbalance
    import /etc/coredns/custom/*.override
    forward . /etc/resolv.conf
}
import /etc/coredns/custom/*.server
`;

const kubeadm = (clusterDomain: string): string => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${clusterDomain}
       disable denial ${clusterDomain}
    }
    loop
    reload
    loadbalance
}
`;

const eks = (clusterDomain: string): string => `.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;

/**
 * The distributions that are known. Sources: k3s manifests/coredns.yaml (since autumn 2025 with the import before
 * `forward`), kubeadm cmd/kubeadm/app/phases/addons/dns/manifests.go, the CoreDNS add-on of Amazon EKS.
 */
export const DISTRIBUTIONS: ReadonlyMap<string, Distribution> = new Map([
  ['k3s', { corefile: k3s, customFolder: '/etc/coredns/custom', nodeHosts: true }],
  ['kubeadm', { corefile: kubeadm, customFolder: undefined, nodeHosts: false }],
  ['kind', { corefile: kubeadm, customFolder: undefined, nodeHosts: false }],
  ['eks', { corefile: eks, customFolder: undefined, nodeHosts: false }],
]);
