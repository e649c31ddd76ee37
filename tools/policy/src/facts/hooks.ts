import type { Workload } from '@fingerpost/discovery';

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];

/** Whether a workload is a step of a deployment: charts give the pod of a test the labels of what it tests. */
export function isHook({ stored, annotations }: Pick<Workload, 'annotations' | 'stored'>): boolean {
  return HOOKS.some((key) => stored.annotations.has(key) || annotations.has(key));
}
