import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, text } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateClusterRoleBinding, validateRoleBinding } from '../validate/role-binding.ts';

// Source: pkg/apis/rbac/validation/validation.go.

/** A RoleBinding stays bound to its role. */
export function validateRoleBindingUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [...validateRoleBinding(after), ...validateRoleKept(after, before)];
}

/** A ClusterRoleBinding stays bound to its role. */
export function validateClusterRoleBindingUpdate(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  return [...validateClusterRoleBinding(after), ...validateRoleKept(after, before)];
}

function validateRoleKept(after: JsonObject, before: JsonObject): FieldError[] {
  const errors = validateMetadataUpdate(after, before);
  const role = object(after, 'roleRef');
  if (sameValue(role, before['roleRef'])) return errors;
  const shown = {
    APIGroup: text(role, 'apiGroup'),
    Kind: text(role, 'kind'),
    Name: text(role, 'name'),
  };
  return [...errors, invalid(root.child('roleRef'), shown, 'cannot change roleRef')];
}
