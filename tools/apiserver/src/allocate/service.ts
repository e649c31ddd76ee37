import type { JsonObject } from 'kustomize-ts';
import { specOf } from '../field/spec.ts';
import type { Allocation, Cluster } from '../kind.ts';
import { isIPv4, parseNetwork, type Network } from '../validate/common/addresses.ts';
import { nodePorts } from '../validate/common/service-type.ts';
import { nodePortPool } from './node-port-pool.ts';
import { allocateClusterIPs } from './service-cluster-ips.ts';
import { fillFamilies } from './service-families.ts';
import { keepAllocated, normalizeClusterIPs } from './service-kept.ts';
import {
  allocateHealthCheckPort,
  allocateNodePorts,
  updateNodePorts,
} from './service-node-ports.ts';
import { takenIn } from './taken.ts';
import { structField } from '../default/struct-field.ts';

/**
 * Fills in the families, cluster IPs and node ports of a Service that is created, or changed from `before`. The values
 * are those of a dry run: the base address of the network, and node ports from just above the usual range.
 * Source: pkg/registry/core/service/storage.
 */
export function allocateService(
  service: JsonObject,
  cluster: Cluster,
  before?: JsonObject,
): Allocation {
  const spec = structField(service, 'spec');
  const old = before === undefined ? undefined : specOf(before);
  const taken = takenIn(cluster);
  // A change is never one, whatever is known of the cluster.
  const isDryRun = cluster.dryRun === true && old === undefined;
  const networks = clusterNetworks(cluster);
  const allocated: string[] = [];
  if (old !== undefined) keepAllocated(spec, old);
  normalizeClusterIPs(spec, old);
  const familyErrors = fillFamilies(spec, [...networks.keys()], old);
  if (familyErrors.length > 0) return { errors: familyErrors, allocated };
  const known = cluster.dryRun === true ? undefined : taken;
  const addressErrors = allocateClusterIPs(spec, networks, old, known, allocated);
  if (addressErrors.length > 0) return { errors: addressErrors, allocated };
  const gone = [...(taken?.nodePorts ?? []), ...(old === undefined ? [] : nodePorts(old))];
  const pool = nodePortPool(gone, isDryRun);
  const ports =
    old === undefined
      ? { errors: allocateNodePorts(spec, pool, allocated) }
      : updateNodePorts(spec, old, pool, allocated);
  if (ports.errors.length > 0 || ports.refusal !== undefined) return { ...ports, allocated };
  const refusal = allocateHealthCheckPort(spec, old, pool, allocated);
  return { errors: [], refusal, allocated };
}

function clusterNetworks(cluster: Cluster): Map<string, Network> {
  const networks = new Map<string, Network>();
  for (const cidr of cluster.serviceCIDRs) {
    const network = parseNetwork(cidr);
    if (network !== undefined) networks.set(isIPv4(network.masked) ? 'IPv4' : 'IPv6', network);
  }
  return networks;
}
