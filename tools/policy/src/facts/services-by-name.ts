import type { Service } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** All Services by `namespace/name`. */
export function servicesByName({ model }: RuleInput): ReadonlyMap<string, Service> {
  return new Map(
    model.services.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
}
