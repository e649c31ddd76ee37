import type { Service } from '@fingerpost/discovery';

/** The ids of the workloads whose pods are behind a Service. */
export function servedBy({ workloads }: Pick<Service, 'workloads'>): readonly string[] {
  return [...new Set(workloads.map(({ workload }) => workload.id))];
}
