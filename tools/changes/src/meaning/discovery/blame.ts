import { isFor } from '@fingerpost/discovery';

import type { ConnectionGroup } from './connection-groups.ts';
import type { Spot } from './draft.ts';
import type { ReachChanges } from './reach-changes.ts';

/** The policy by whose change connections changed, where there is one; else the workload that changed. */
export function blame(
  { pivot, into }: ConnectionGroup,
  { policies, common }: ReachChanges,
): Spot | undefined {
  const workload = common[pivot]?.workload;
  if (!workload) return undefined;
  const direction = into ? 'ingress' : 'egress';
  const guilty = policies.find(({ before, after }) =>
    [before, after].some((policy) => policy?.[direction] && isFor(policy, workload)),
  );
  const policy = guilty && (guilty.after ?? guilty.before);
  if (!policy) return { on: workload.stored, field: '' };
  // A policy that is new or gone is meant as a whole.
  const isWhole = !guilty.before || !guilty.after;
  return { on: policy.stored, field: isWhole ? '' : `spec.${direction}` };
}
