import type { JsonObject } from 'kustomize-ts';
import { invalid, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, texts } from '../field/read.ts';
import { validateLabelSelector, type LabelSelectorOptions } from './common/label-selector.ts';
import { nameIsPathSegment, validateMetadata } from './metadata.ts';

// Source: pkg/apis/rbac/validation/validation.go.

/** A Role. */
export function validateRole(role: JsonObject): FieldError[] {
  return [...validateMetadata(role, true, nameIsPathSegment), ...validateRules(role, true)];
}

/** A ClusterRole. */
export function validateClusterRole(
  role: JsonObject,
  options: LabelSelectorOptions = {},
): FieldError[] {
  const path = root.child('aggregationRule', 'clusterRoleSelectors');
  const aggregation = object(role, 'aggregationRule');
  const selectors = objects(aggregation, 'clusterRoleSelectors');
  const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
  return [
    ...validateMetadata(role, false, nameIsPathSegment),
    ...validateRules(role, false),
    ...(aggregation !== undefined && selectors.length === 0 ? [required(path, detail)] : []),
    ...selectors.flatMap((selector, index) => {
      const errors = validateLabelSelector(selector, path.index(index), options);
      const unusable = validateLabelSelector(selector, path.index(index)).length > 0;
      if (unusable) errors.push(invalid(path.index(index), undefined, 'invalid label selector.'));
      return errors;
    }),
  ];
}

function validateRules(role: JsonObject, namespaced: boolean): FieldError[] {
  return objects(role, 'rules').flatMap((rule, index) =>
    validateRule(rule, namespaced, root.child('rules').index(index)),
  );
}

function validateRule(rule: JsonObject, namespaced: boolean, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (texts(rule, 'verbs').length === 0) {
    errors.push(required(path.child('verbs'), 'verbs must contain at least one value'));
  }
  const urls = texts(rule, 'nonResourceURLs');
  const isEmpty = (key: string): boolean => texts(rule, key).length === 0;
  if (urls.length === 0) {
    if (isEmpty('apiGroups')) {
      const detail = 'resource rules must supply at least one api group';
      errors.push(required(path.child('apiGroups'), detail));
    }
    if (isEmpty('resources')) {
      const detail = 'resource rules must supply at least one resource';
      errors.push(required(path.child('resources'), detail));
    }
    return errors;
  }
  const at = path.child('nonResourceURLs');
  if (namespaced) {
    errors.push(invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'));
  }
  if (!['apiGroups', 'resources', 'resourceNames'].every(isEmpty)) {
    const detail = 'rules cannot apply to both regular resources and non-resource URLs';
    errors.push(invalid(at, urls, detail));
  }
  return errors;
}
