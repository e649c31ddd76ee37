import type { JsonObject } from 'kustomize-ts';
import { object, objects, text } from '../field/read.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Of RoleBindings and ClusterRoleBindings. Source: pkg/apis/rbac/v1/defaults.go. */
export function defaultRoleBinding(binding: JsonObject): void {
  const role = object(binding, 'roleRef');
  if (role !== undefined && text(role, 'apiGroup') === '') role['apiGroup'] = GROUP;
  for (const subject of objects(binding, 'subjects')) {
    const isPerson = ['User', 'Group'].includes(text(subject, 'kind'));
    if (isPerson && text(subject, 'apiGroup') === '') subject['apiGroup'] = GROUP;
  }
}
