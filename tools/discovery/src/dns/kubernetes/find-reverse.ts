import { addressOfReverseName } from '../../corefile/names/reverse-name.ts';
import { labelsOf } from '../domain-name.ts';
import { addressKey } from './address.ts';
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

/** The key of the address that a reverse name, in lower case, is about: `4.3.2.1.in-addr.arpa.`, `{ptr:...}.in-addr.arpa.`. */
export function reverseKey(name: string): string | undefined {
  const symbol = symbolIn(labelsOf(name)[0] ?? '', 'ptr');
  return symbol ? addressKey(symbol.address, symbol.family) : addressOfReverseName(name);
}
