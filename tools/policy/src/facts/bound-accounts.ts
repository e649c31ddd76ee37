import { objects, text } from '@fingerpost/apiserver';
import type { RuleInput } from '../rule.ts';

/** The ServiceAccounts that some role is given to. */
export interface BoundAccounts {
  has(namespace: string, name: string): boolean;
}

const GROUP = 'system:serviceaccounts';
const USER = 'system:serviceaccount:';

/** Reads RoleBindings and ClusterRoleBindings; a group of all accounts, of the cluster or a namespace, counts for each. */
export function boundAccounts({ model: { store } }: RuleInput): BoundAccounts {
  const bound = new Set<string>();
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
    for (const binding of store.list('rbac.authorization.k8s.io', kind)) {
      for (const subject of objects(binding.object, 'subjects')) {
        const name = text(subject, 'name');
        if (text(subject, 'kind') !== 'ServiceAccount') bound.add(name);
        else bound.add(`${USER}${text(subject, 'namespace') || binding.namespace}:${name}`);
      }
    }
  }
  return {
    has: (namespace, name) =>
      bound.has(GROUP) ||
      bound.has(`${GROUP}:${namespace}`) ||
      bound.has(`${USER}${namespace}:${name}`),
  };
}
