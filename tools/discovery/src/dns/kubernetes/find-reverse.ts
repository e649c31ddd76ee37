import type { Family } from '../../environment/environment.ts';
import { addressKey, parseAddress } from './address.ts';
import { isExposed, labelOf, serviceIn, slicesAt } from './scope.ts';
import type { Scope } from './scope.ts';
import { symbolIn } from './symbol.ts';

/**
 * The names of an address, absolute (CoreDNS, plugin/kubernetes/reverse.go): of the Service that has it as cluster IP,
 * else of all endpoints. A literal address of a range from which the cluster draws is found only where a manifest has it.
 */
export function findReverse(scope: Scope, key: string): readonly string[] {
  const { names, config, primaryZone } = scope;
  // Only the option `namespaces` makes CoreDNS ask here; `namespace_labels` alone does not.
  const isHidden = (namespace: string): boolean =>
    config.namespaces.length > 0 && !isExposed(scope, namespace);
  const service = names.servicesByAddress.get(key);
  // Of the root CoreDNS makes a name with two dots, which nobody can send.
  const suffix = `svc.${primaryZone}`;
  if (
    service &&
    serviceIn(scope, service.namespace, service.name) &&
    !isHidden(service.namespace)
  ) {
    return [`${service.name}.${service.namespace}.${suffix}`];
  }
  const found = slicesAt(scope, key).flatMap((slice) => {
    if (isHidden(slice.namespace)) return [];
    return slice.addresses
      .filter((address) => address.key === key)
      .map((address) => `${labelOf(scope, address)}.${slice.service}.${slice.namespace}.${suffix}`);
  });
  return [...new Set(found)];
}

/** The key of the address that a reverse name is about: `4.3.2.1.in-addr.arpa.` (CoreDNS, plugin/pkg/dnsutil). */
export function reverseKey(labels: readonly string[]): string | undefined {
  const zone = labels.slice(-2).join('.');
  const parts = labels.slice(0, -2);
  const family: Family | undefined =
    zone === 'in-addr.arpa' ? 'IPv4' : zone === 'ip6.arpa' ? 'IPv6' : undefined;
  if (family === undefined || parts.length === 0) return undefined;
  const [first = ''] = parts;
  const symbol = parts.length === 1 ? symbolIn(first) : undefined;
  if (symbol) return addressKey(symbol.address, symbol.family);
  const digits = parts.toReversed();
  const address = parseAddress(family === 'IPv4' ? digits.join('.') : inGroups(digits));
  return address && (family === 'IPv6' || address.family === 'IPv4') ? address.address : undefined;
}

/** Digits that make no full group are left out, as CoreDNS does. */
function inGroups(digits: readonly string[]): string {
  const count = Math.floor(digits.length / 4);
  const groups = Array.from({ length: count }, (_, index) =>
    digits.slice(index * 4, index * 4 + 4).join(''),
  );
  return groups.join(':');
}
