import { POD_CIDR } from '../layout.ts';
import type { LabNode } from '../layout.ts';

export const PROXY_MODES = ['iptables', 'nftables'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];

/** Where kube-proxy says that its rules are written, inside of its node's namespace. */
export const PROXY_HEALTH = '127.0.0.1:10256';

/** The configuration of a node's kube-proxy (kubeproxy.config.k8s.io/v1alpha1). */
export function renderKubeProxy(node: LabNode, mode: ProxyMode, kubeconfig: string): string {
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode,
    hostnameOverride: node.name,
    clusterCIDR: POD_CIDR,
    detectLocalMode: 'ClusterCIDR',
    bindAddress: node.address,
    healthzBindAddress: PROXY_HEALTH,
    metricsBindAddress: '127.0.0.1:10249',
    clientConnection: { kubeconfig },
    oomScoreAdj: 0,
    // Its limits are the machine's and read-only in a network namespace.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
  return `${JSON.stringify(configuration, undefined, 1)}\n`;
}
