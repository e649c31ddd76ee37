import { flag, object, objects } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** The workloads that are checked and that somebody wrote: not what a controller or operator made and somebody copied. */
export function writtenWorkloads({ model, isChecked }: RuleInput): readonly Workload[] {
  return model.workloads.filter(
    ({ stored, kind }) => isChecked(stored) && stored.kind === kind && !isMade(stored.written),
  );
}

function isMade(written: Workload['spec']): boolean {
  return objects(object(written, 'metadata'), 'ownerReferences').some((owner) =>
    flag(owner, 'controller'),
  );
}
