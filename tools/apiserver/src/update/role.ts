import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { object, objects } from '../field/read.ts';
import { hasInvalidLabelValue } from '../validate/common/label-selector.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateClusterRole, validateRole } from '../validate/role.ts';

// Source: pkg/apis/rbac/validation/validation.go.

/** A Role. */
export function validateRoleUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [...validateRole(after), ...validateMetadataUpdate(after, before)];
}

/** A ClusterRole; selectors with wrong values may stay so. */
export function validateClusterRoleUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const selectors = objects(object(before, 'aggregationRule'), 'clusterRoleSelectors');
  const allowInvalidValues = selectors.some((selector) => hasInvalidLabelValue(selector));
  return [
    ...validateClusterRole(after, { allowInvalidValues }),
    ...validateMetadataUpdate(after, before),
  ];
}
