import { addressKey } from './address.ts';
import type { Host } from './address.ts';
import type { Target } from './found.ts';
import { labelOf, serviceIn, slicesAt } from './scope.ts';
import type { Scope } from './scope.ts';

/**
 * The name servers of a zone: the Services that the server itself is an endpoint of, else its own address under
 * `ns.dns` (CoreDNS, plugin/kubernetes/ns.go). None where the pods of the server are not known.
 */
export function findNameServers(scope: Scope, zone: string): readonly Target[] {
  const suffix = zone === '.' ? '' : zone;
  const { serverAddresses } = scope.names;
  const slices = serverAddresses.flatMap((host) => slicesAt(scope, keyOf(host)));
  if (slices.length === 0) {
    return serverAddresses.map((host) => ({ host, port: 0, name: `ns.dns.${suffix}` }));
  }
  return slices.flatMap((slice) => {
    const service = serviceIn(scope, slice.namespace, slice.service);
    if (!service) return [];
    const name = `${service.name}.${service.namespace}.svc.${suffix}`;
    if (!service.headless) return service.hosts.map((host) => ({ host, port: 0, name }));
    return slice.addresses.map((address) => ({
      host: address.host,
      port: 0,
      name: `${labelOf(scope, address)}.${name}`,
    }));
  });
}

function keyOf({ type, written }: Host): string {
  return addressKey(written, type === 'AAAA' ? 'IPv6' : 'IPv4');
}
