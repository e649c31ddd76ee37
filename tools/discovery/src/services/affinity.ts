import { object, optionalInteger, text } from '@fingerpost/apiserver';
import type { StoredObject } from '../store/stored-object.ts';
import type { Exposure } from './exposure.ts';

/** Why clients do not keep their pod, though the Service asks for it. */
export type AffinityDefeat =
  /** No proxy stands between: the client chooses an address. */
  | 'headless'
  | 'external-name'
  /** A gateway or ingress chooses the pod itself, or all its requests come from its own few addresses. */
  | 'route'
  /** All clients from outside have the same few addresses. */
  | 'source-address-replaced'
  /** The load balancer sends to pods past kube-proxy. */
  | 'load-balancer-targets-pods'
  /** Each node remembers for itself, and the load balancer may send the next connection to another node. */
  | 'other-node'
  | 'unknown-load-balancer';

/** Whether a client keeps its pod. */
export interface Affinity {
  readonly kind: 'None' | 'ClientIP';
  /** Seconds without a connection after which a client is forgotten; 0 without affinity. */
  readonly timeoutSeconds: number;
  readonly defeats: readonly AffinityDefeat[];
  /** The routes and Ingresses in front. */
  readonly routes: readonly string[];
}

const DEFAULT_SECONDS = 10_800;

/** The session affinity of a Service: kube-proxy of each node remembers for itself which pod an address was sent to. */
export function affinityOf(
  stored: StoredObject,
  exposure: Exposure,
  routes: readonly string[],
): Affinity {
  const spec = object(stored.object, 'spec');
  if (text(spec, 'sessionAffinity') !== 'ClientIP') {
    return { kind: 'None', timeoutSeconds: 0, defeats: [], routes: [] };
  }
  const config = object(object(spec, 'sessionAffinityConfig'), 'clientIP');
  const defeats: AffinityDefeat[] = [];
  if (text(spec, 'type') === 'ExternalName') defeats.push('external-name');
  else if (text(spec, 'clusterIP') === 'None') defeats.push('headless');
  if (routes.length > 0) defeats.push('route');
  const outside = defeatOutside(exposure);
  if (outside) defeats.push(outside);
  const timeoutSeconds = optionalInteger(config, 'timeoutSeconds') ?? DEFAULT_SECONDS;
  return { kind: 'ClientIP', timeoutSeconds, defeats, routes };
}

function defeatOutside({ loadBalancer }: Exposure): AffinityDefeat | undefined {
  if (!loadBalancer) return undefined;
  const { provider, targets, keepsSourceAddress } = loadBalancer;
  if (targets === 'pods') return 'load-balancer-targets-pods';
  if (provider === 'k3s-service-lb') {
    return keepsSourceAddress === true ? undefined : 'source-address-replaced';
  }
  return targets === 'node-ports' ? 'other-node' : 'unknown-load-balancer';
}
