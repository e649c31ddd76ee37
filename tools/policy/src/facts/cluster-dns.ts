import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { Party, Policy, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';

/** Something that answers the names of a cluster, and the port of its pods. */
export interface DnsServer {
  readonly party: Party | Workload;
  readonly port: number;
}

/**
 * The cluster DNS: the pods that the input has, else what clusters bring. Where it is not among the manifests, that of
 * OpenShift and the cache on each node count as well, because nobody says which one it is.
 */
export function clusterDns({ model }: RuleInput): readonly DnsServer[] {
  const own = model.workloads.filter(
    ({ namespace, labels }) => namespace === 'kube-system' && labels.get('k8s-app') === 'kube-dns',
  );
  if (own.length > 0) return own.map((party) => ({ party, port: 53 }));
  const coreDns = server('kube-system', [['k8s-app', 'kube-dns']], 53);
  const openShift = server(
    'openshift-dns',
    [['dns.operator.openshift.io/daemonset-dns', 'default']],
    5353,
  );
  return hasLinkLocalPeer(model.reachability.policies)
    ? [coreDns, openShift, NODE_CACHE]
    : [coreDns, openShift];
}

const linkLocal = parseAddresses('169.254.0.0/16') ?? [];
const NODE_CACHE: DnsServer = {
  party: { addresses: parseAddresses('169.254.20.10') ?? [] },
  port: 53,
};

/** Whether policies name addresses of the node itself, as they do for the cache; all addresses say nothing of it. */
function hasLinkLocalPeer(policies: readonly Policy[]): boolean {
  return policies.some(({ egress }) =>
    egress?.some(({ peers }) =>
      peers?.some((peer) => 'addresses' in peer && isWithin(peer.network, linkLocal)),
    ),
  );
}

function server(
  namespace: string,
  labels: readonly (readonly [string, string])[],
  port: number,
): DnsServer {
  const ports = [
    { name: 'dns', containerPort: port, protocol: 'UDP' },
    { name: 'dns-tcp', containerPort: port, protocol: 'TCP' },
  ];
  const spec: JsonObject = { containers: [{ name: 'dns', ports }] };
  const party = {
    id: `${namespace}/dns`,
    namespace,
    labels: new Map(labels),
    spec,
    hostNetwork: false,
  };
  return { party, port };
}
