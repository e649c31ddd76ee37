import type { Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { nameUses } from './name-uses.ts';
import type { NameUse } from './name-uses.ts';

/** The network names, not addresses, that the pods of each workload are told; also words that may be something else. */
export function usesByWorkload(input: RuleInput): ReadonlyMap<Workload, readonly NameUse[]> {
  const byWorkload = new Map<Workload, NameUse[]>();
  for (const use of input.shared(nameUses)) {
    if (use.isAddress || use.host === 'localhost' || use.host.endsWith('.localhost')) continue;
    for (const user of use.users) {
      const known = byWorkload.get(user);
      if (known) known.push(use);
      else byWorkload.set(user, [use]);
    }
  }
  return byWorkload;
}
