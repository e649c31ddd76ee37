import type { PortTarget, SelectedWorkload, Service, ServicePort } from '@fingerpost/discovery';
import { isHook } from './hooks.ts';

/**
 * The workloads that a Service sends connections to. Without hooks: charts give the pod of a test the labels of what it
 * tests, and it lives for seconds.
 */
export function servingWorkloads({ workloads }: Service): readonly SelectedWorkload[] {
  return workloads.filter(({ workload }) => !isHook(workload));
}

/** Where a port leads, hooks left out. */
export function servingTargets(service: Service, port: ServicePort): readonly PortTarget[] {
  const serving = new Set(servingWorkloads(service).map(({ workload }) => workload.id));
  return port.targets.filter(({ workload }) => serving.has(workload));
}
