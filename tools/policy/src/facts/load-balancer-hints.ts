import type { Environment, StoredObject } from '@fingerpost/discovery';

/** An annotation that tells a load balancer what to be. */
export interface LoadBalancerHint {
  readonly key: string;
  readonly value: string;
  /** Whose load balancers read it: `AWS`. */
  readonly provider: string;
  /** It asks for a load balancer that only the own network reaches. */
  readonly isInternal: boolean;
}

const PROVIDERS: readonly (readonly [prefix: string, provider: string])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-', 'AWS'],
  ['service.beta.kubernetes.io/azure-', 'Azure'],
  ['cloud.google.com/load-balancer-type', 'Google Cloud'],
  ['networking.gke.io/', 'Google Cloud'],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-', 'Alibaba Cloud'],
  ['service.beta.kubernetes.io/do-loadbalancer-', 'DigitalOcean'],
  ['service.beta.kubernetes.io/linode-loadbalancer-', 'Linode'],
  ['service.beta.kubernetes.io/oci-load-balancer-', 'Oracle Cloud'],
  ['oci.oraclecloud.com/', 'Oracle Cloud'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', 'OpenStack'],
  ['loadbalancer.openstack.org/', 'OpenStack'],
  ['service.beta.kubernetes.io/scw-loadbalancer-', 'Scaleway'],
  ['service.kubernetes.io/ibm-load-balancer-', 'IBM Cloud'],
  ['load-balancer.hetzner.cloud/', 'Hetzner Cloud'],
  ['metallb.io/', 'MetalLB'],
  ['metallb.universe.tf/', 'MetalLB'],
];

/** Who serves Services of type LoadBalancer that name no class, on the distributions that bring somebody. */
const SERVED_BY: ReadonlyMap<string, string> = new Map([
  ['aks', 'Azure'],
  ['eks', 'AWS'],
  ['gke', 'Google Cloud'],
  ['k3s', 'ServiceLB of k3s'],
]);

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['eks.amazonaws.com/nlb', 'AWS'],
  ['service.k8s.aws/nlb', 'AWS'],
  ['networking.gke.io/l4-regional-external', 'Google Cloud'],
  ['networking.gke.io/l4-regional-internal', 'Google Cloud'],
]);

const INTERNAL = /internal|address-type|ip-type|scheme|load-balancer-type/;
const INTERNAL_VALUE = /^(?:true|internal|intranet|private|0\.0\.0\.0\/0)$/i;

/** The annotations of a Service that are for load balancers. */
export function loadBalancerHints({ annotations }: StoredObject): readonly LoadBalancerHint[] {
  return [...annotations].flatMap(([key, value]) => {
    const provider = PROVIDERS.find(([prefix]) => key.startsWith(prefix))?.[1];
    if (provider === undefined) return [];
    const isInternal = INTERNAL.test(key) && INTERNAL_VALUE.test(value.trim());
    return [{ key, value: value.trim(), provider, isInternal }];
  });
}

/** Who serves load balancers without class in an environment; undefined: not known. */
export function loadBalancersOf({ distribution = '' }: Environment): string | undefined {
  return SERVED_BY.get(distribution);
}

/** Who serves a `loadBalancerClass`; undefined: somebody else. */
export function providerOfClass(name: string): string | undefined {
  return CLASSES.get(name);
}

/** Where an annotation stands. */
export function fieldOfHint({ key }: LoadBalancerHint): string {
  return `metadata.annotations[${key}]`;
}
