import { object, objects, text } from '@fingerpost/apiserver';
import type { StoredObject } from '../store/stored-object.ts';
import type { LoadBalancer } from './exposure.ts';

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

type Published = Pick<
  LoadBalancer,
  'keepsSourceAddress' | 'problems' | 'provider' | 'scheme' | 'targets'
>;

/**
 * The network load balancer of a Service on EKS, after the documentation of the AWS Load Balancer Controller (Service
 * annotations, spec.loadBalancerClass) and of the AWS cloud provider.
 */
export function awsLoadBalancer(
  stored: StoredObject,
  isLocal: boolean,
  hasNodePorts: boolean,
): Published {
  const note = (name: string): string => stored.annotations.get(`${PREFIX}${name}`) ?? '';
  const provider = providerOf(stored, note('type'));
  const targets = targetsOf(provider, note('type'), note('nlb-target-type'));
  const problems =
    targets === 'node-ports' && !hasNodePorts
      ? ['targets of the type instance need node ports, and allocateLoadBalancerNodePorts is false']
      : [];
  const preserves = /preserve_client_ip\.enabled=(true|false)/.exec(
    note('target-group-attributes'),
  );
  const keepsSourceAddress = {
    pods: preserves ? preserves[1] === 'true' : keepsByDefault(stored),
    'node-ports': isLocal,
    service: undefined,
    unknown: undefined,
  }[targets];
  const scheme = schemeOf(provider, note('scheme'), note('internal'));
  return { provider, scheme, targets, keepsSourceAddress, problems };
}

function providerOf(stored: StoredObject, type: string): LoadBalancer['provider'] {
  const className = text(object(stored.object, 'spec'), 'loadBalancerClass');
  if (className === 'service.k8s.aws/nlb') return 'aws-load-balancer-controller';
  if (className === 'eks.amazonaws.com/nlb') return 'eks-auto-mode';
  if (className !== '') return 'class';
  if (type === 'external' || type === 'nlb-ip') return 'aws-load-balancer-controller';
  if (type === 'nlb') return 'aws-cloud-provider';
  // The controller takes every new Service where its webhook runs, else the cloud provider does.
  return 'unknown';
}

function schemeOf(
  provider: LoadBalancer['provider'],
  scheme: string,
  internal: string,
): LoadBalancer['scheme'] {
  if (provider === 'aws-cloud-provider')
    return internal === 'true' ? 'internal' : 'internet-facing';
  if (provider !== 'aws-load-balancer-controller' && provider !== 'eks-auto-mode') return 'unknown';
  if (scheme === 'internal' || scheme === 'internet-facing') return scheme;
  return internal === 'false' ? 'internet-facing' : 'internal';
}

function targetsOf(
  provider: LoadBalancer['provider'],
  type: string,
  target: string,
): LoadBalancer['targets'] {
  if (provider === 'aws-cloud-provider') return 'node-ports';
  if (provider !== 'aws-load-balancer-controller' && provider !== 'eks-auto-mode') return 'unknown';
  if (target === 'ip' || type === 'nlb-ip') return 'pods';
  if (target === 'instance' || provider === 'aws-load-balancer-controller') return 'node-ports';
  return 'unknown';
}

/** Target groups of addresses: AWS keeps the client's for UDP, and replaces it for TCP. */
function keepsByDefault(stored: StoredObject): boolean | undefined {
  const ports = objects(object(stored.object, 'spec'), 'ports');
  const udp = ports.filter((port) => text(port, 'protocol') === 'UDP').length;
  if (udp === 0) return false;
  return udp === ports.length ? true : undefined;
}
