import type { JsonObject } from 'kustomize-ts';
import { objects, integer, optionalFlag, text, texts } from '../../field/read.ts';
import { isIPv4, parseAddress } from './addresses.ts';

// What the type of a Service implies. Source: pkg/api/service/util.go, pkg/registry/core/service.

/** A family of addresses, as Services name it. */
export type IPFamily = 'IPv4' | 'IPv6';

/** `clusterIP: None`, after `clusterIPs` was brought in line with it. */
export function isHeadless(spec: JsonObject): boolean {
  const addresses = texts(spec, 'clusterIPs');
  return addresses.length === 1 && addresses[0] === 'None';
}

/** Whether traffic from outside the cluster can reach the Service. */
export function isExternallyAccessible(spec: JsonObject): boolean {
  const type = text(spec, 'type');
  return (
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && texts(spec, 'externalIPs').length > 0)
  );
}

/** Whether the Service has a node port for the health checks of its load balancer. */
export function needsHealthCheck(spec: JsonObject): boolean {
  return text(spec, 'type') === 'LoadBalancer' && text(spec, 'externalTrafficPolicy') === 'Local';
}

/** Whether the Service has a cluster IP; `None` is one too. */
export function needsClusterIP(spec: JsonObject): boolean {
  return text(spec, 'type') !== 'ExternalName';
}

/** Whether the API server hands out node ports for the Service. */
export function allocatesNodePorts(spec: JsonObject): boolean {
  const type = text(spec, 'type');
  if (type === 'NodePort') return true;
  return type === 'LoadBalancer' && optionalFlag(spec, 'allocateLoadBalancerNodePorts') !== false;
}

/** The node ports that the ports of a Service name. */
export function nodePorts(spec: JsonObject): number[] {
  return objects(spec, 'ports')
    .map((port) => integer(port, 'nodePort'))
    .filter((port) => port !== 0);
}

/** The family of a valid address. */
export function familyOf(address: string): IPFamily {
  const parsed = parseAddress(address);
  return parsed !== undefined && !isIPv4(parsed.bytes) ? 'IPv6' : 'IPv4';
}

/** The other family. */
export function otherFamily(family: string): IPFamily {
  return family === 'IPv4' ? 'IPv6' : 'IPv4';
}

/** Whether two lists of texts are equal. */
export function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
