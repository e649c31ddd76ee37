import type { DiscoveryModel } from '@fingerpost/discovery';
import { nameUses } from './facts/name-uses.ts';
import { stableName } from './fingerprint.ts';

/**
 * Everything that rules see of the names and addresses that pods are told, a line each, in their order: two models with
 * the same lines get the same answers to them. Without where they stand, and without kustomize's hashes.
 */
export function toldHosts(model: DiscoveryModel): readonly string[] {
  return nameUses({ model }).map(({ on, host, isAddress, scheme, port, portFrom, ...use }) =>
    JSON.stringify([
      on.kind,
      on.namespace,
      stableName(on.name),
      host,
      isAddress,
      scheme,
      port,
      portFrom,
      use.variable,
      use.isLoose,
      use.users.map(({ id }) => id),
    ]),
  );
}
