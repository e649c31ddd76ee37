import type { RuleInput } from '../rule.ts';
import { nameUses } from './name-uses.ts';
import type { NameUse } from './name-uses.ts';
import { possibleServices } from './service-names.ts';

/**
 * Where pods are told the names of the Services of the model, or of their pods (`event-log-0.event-log`), by
 * `namespace/name` of the Service.
 */
export function serviceUses(input: RuleInput): ReadonlyMap<string, readonly NameUse[]> {
  const { services, environment } = input.model;
  const known = new Set(services.map(({ namespace, name }) => `${namespace}/${name}`));
  const uses = new Map<string, NameUse[]>();
  for (const use of input.shared(nameUses)) {
    const [user] = use.users;
    if (!user || use.isAddress || use.isLoose) continue;
    const meant = possibleServices(use.host, user.namespace, environment.clusterDomain);
    const key = meant.find((service) => known.has(service));
    if (key === undefined) continue;
    const others = uses.get(key);
    if (others) others.push(use);
    else uses.set(key, [use]);
  }
  return uses;
}
