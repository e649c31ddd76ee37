import type { Service, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { nameUses } from './names.ts';
import type { NameUse } from './names.ts';

/** The names, not addresses, that the pods of each workload are told to use. */
export function usedNames(input: RuleInput): ReadonlyMap<Workload, readonly NameUse[]> {
  const names = new Map<Workload, NameUse[]>();
  for (const use of input.shared(nameUses)) {
    if (use.isAddress || use.host === 'localhost' || use.host.endsWith('.localhost')) continue;
    for (const user of use.users) {
      const known = names.get(user);
      if (known) known.push(use);
      else names.set(user, [use]);
    }
  }
  return names;
}

/** The Service that a host means when a pod of a namespace looks it up; undefined for any other name. */
export function serviceNamed(
  host: string,
  namespace: string,
  clusterDomain: string,
  services: ReadonlyMap<string, Service>,
): Service | undefined {
  const [name = '', other = namespace, svc = 'svc', ...rest] = host.toLowerCase().split('.');
  const domain = rest.join('.');
  if (svc !== 'svc' || (domain !== '' && domain !== clusterDomain)) return undefined;
  return services.get(`${other}/${name}`);
}
