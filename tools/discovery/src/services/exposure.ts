import { object, optionalFlag, text, texts } from '@fingerpost/apiserver';
import type { Environment } from '../environment/environment.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { awsLoadBalancer } from './aws-load-balancer.ts';

/** Who makes a load balancer. */
export type LoadBalancerProvider =
  /** ServiceLB of k3s. */
  | 'k3s-service-lb'
  | 'aws-load-balancer-controller'
  /** The cloud provider of Kubernetes, which knows no load balancer controller. */
  | 'aws-cloud-provider'
  | 'eks-auto-mode'
  /** Whoever serves `spec.loadBalancerClass`, if anyone: the distribution itself does not. */
  | 'class'
  | 'unknown';

/** How a Service of type LoadBalancer is published. */
export interface LoadBalancer {
  /** '' where none is set. */
  readonly class: string;
  readonly provider: LoadBalancerProvider;
  /** Where it can be reached: `nodes` is the addresses of all nodes, on the port of the Service. */
  readonly scheme: 'internal' | 'internet-facing' | 'nodes' | 'unknown';
  /** What it sends connections to; `service`: to the cluster IP. */
  readonly targets: 'pods' | 'node-ports' | 'service' | 'unknown';
  /** Whether kube-proxy, or the pod, sees the address of the client; undefined: not known. */
  readonly keepsSourceAddress: boolean | undefined;
  /** Who may connect; empty: everyone. */
  readonly sourceRanges: readonly string[];
  /** Why it gets no address, where that is known. */
  readonly problems: readonly string[];
}

/** How a Service is reached from outside the cluster. */
export interface Exposure {
  /** Whether every node has ports that lead to it. */
  readonly hasNodePorts: boolean;
  readonly externalIPs: readonly string[];
  readonly loadBalancer?: LoadBalancer;
}

const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** How a Service is published in an environment. */
export function exposureOf(stored: StoredObject, environment: Environment): Exposure {
  const spec = object(stored.object, 'spec');
  const type = text(spec, 'type');
  const isBalanced = type === 'LoadBalancer';
  const allocates = optionalFlag(spec, 'allocateLoadBalancerNodePorts') ?? true;
  const exposure: Exposure = {
    hasNodePorts: type === 'NodePort' || (isBalanced && allocates),
    externalIPs: type === 'ExternalName' ? [] : texts(spec, 'externalIPs'),
  };
  if (!isBalanced) return exposure;
  const base = {
    class: text(spec, 'loadBalancerClass'),
    sourceRanges: sourceRangesOf(stored),
    problems: [],
  };
  const isLocal = text(spec, 'externalTrafficPolicy') === 'Local';
  return {
    ...exposure,
    loadBalancer: { ...base, ...publishedBy(stored, isLocal, exposure.hasNodePorts, environment) },
  };
}

type Published = Omit<LoadBalancer, 'class' | 'problems' | 'sourceRanges'> &
  Partial<Pick<LoadBalancer, 'problems'>>;

const UNKNOWN: Published = {
  provider: 'unknown',
  scheme: 'unknown',
  targets: 'unknown',
  keepsSourceAddress: undefined,
};

function publishedBy(
  stored: StoredObject,
  isLocal: boolean,
  hasNodePorts: boolean,
  { distribution }: Environment,
): Published {
  const className = text(object(stored.object, 'spec'), 'loadBalancerClass');
  if (distribution === 'eks') return awsLoadBalancer(stored, isLocal, hasNodePorts);
  if (className !== '') return { ...UNKNOWN, provider: 'class' };
  if (distribution !== 'k3s') return UNKNOWN;
  // pkg/cloudprovider/servicelb.go of k3s: a DaemonSet with a host port for each port; it masquerades, but with Local
  // it sends to the node port of its own node.
  return {
    provider: 'k3s-service-lb',
    scheme: 'nodes',
    targets: isLocal ? 'node-ports' : 'service',
    keepsSourceAddress: isLocal,
  };
}

/** The field, else the annotation (`GetLoadBalancerSourceRanges` of k8s.io/cloud-provider/service/helpers). */
function sourceRangesOf({ object: service, annotations }: StoredObject): readonly string[] {
  const field = texts(object(service, 'spec'), 'loadBalancerSourceRanges');
  if (field.length > 0) return field.map((range) => range.trim());
  const annotation = annotations.get(RANGES)?.trim() ?? '';
  return annotation === '' ? [] : annotation.split(',').map((range) => range.trim());
}

/** Whether ServiceLB of k3s publishes a Service: it needs the ports of all nodes for itself. */
export function isOnNodes({ loadBalancer }: Exposure): boolean {
  return loadBalancer?.provider === 'k3s-service-lb';
}

/** Whether anything outside the cluster can reach a Service by kube-proxy (`ExternallyAccessible` of service/util.go). */
export function isExternal(stored: StoredObject): boolean {
  const spec = object(stored.object, 'spec');
  const type = text(spec, 'type');
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  return type === 'ClusterIP' && texts(spec, 'externalIPs').length > 0;
}
