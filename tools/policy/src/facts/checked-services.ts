import type { Service } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** The Services whose mistakes are reported, sorted by namespace and name. */
export function checkedServices({ model, isChecked }: RuleInput): readonly Service[] {
  return model.services.filter(({ stored }) => isChecked(stored));
}
