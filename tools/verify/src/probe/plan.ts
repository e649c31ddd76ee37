import type { Check } from '../check.ts';
import type { Probe } from './probe.ts';

/** What a part has to say: what it asks, and what it does not ask, each with the reason. */
export interface Plan {
  readonly probes: readonly Probe[];
  readonly skipped: readonly Check[];
}

/** A prediction that was not held against the cluster. */
export function skip(
  { part, subject, predicted }: Pick<Check, 'part' | 'predicted' | 'subject'>,
  reason: string,
): Check {
  return { part, subject, predicted, real: 'not asked', verdict: 'skipped', reason };
}

/** Plans as one. */
export function joinPlans(plans: readonly Plan[]): Plan {
  return {
    probes: plans.flatMap(({ probes }) => probes),
    skipped: plans.flatMap(({ skipped }) => skipped),
  };
}
