import { compareGoStrings } from '../yaml/json-value.ts';
import type { Gvk } from './resource-id.ts';

/** Kinds that kustomize puts before and after all others. */
export const KINDS_FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
export const KINDS_LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The rank of a kind among those that come first (negative) and last (positive). */
export function kindRank(kind: string, first: readonly string[], last: readonly string[]): number {
  const lastIndex = last.lastIndexOf(kind);
  if (lastIndex >= 0) return lastIndex + 1;
  const firstIndex = first.lastIndexOf(kind);
  return firstIndex < 0 ? 0 : firstIndex - first.length;
}

/** `group_version_kind` with `~G`, `~V`, `~K` for what is open: the order of kinds of equal rank. */
export function gvkSortText({ group, version, kind }: Gvk): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}

/** kustomize's order of kinds, as configuration is sorted by it. */
export function compareGvk(a: Gvk, b: Gvk): number {
  return (
    kindRank(a.kind, KINDS_FIRST, KINDS_LAST) - kindRank(b.kind, KINDS_FIRST, KINDS_LAST) ||
    compareGoStrings(gvkSortText(a), gvkSortText(b))
  );
}
