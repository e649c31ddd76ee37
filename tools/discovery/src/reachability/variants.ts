import type { Workload } from '../workloads/workload.ts';
import type { Subject } from './subject.ts';

/**
 * What stands for the pods of a workload: its template; where only pods are known, each that has labels or a spec of its
 * own. A workload is allowed what any of its pods is allowed.
 */
export function variantsOf(workload: Workload): readonly [Subject, ...Subject[]] {
  const [first, ...rest] = workload.pods;
  if (workload.stored.kind !== 'Pod' || !first || rest.length === 0) return [workload];
  return [first, ...rest];
}
