import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalidEach, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, text } from '../field/read.ts';
import { validateFormat } from './common/format.ts';
import { dns1123Subdomain, pathSegmentName } from './common/names.ts';
import { nameIsPathSegment, validateMetadata } from './metadata.ts';

// Source: pkg/apis/rbac/validation/validation.go.

const GROUP = 'rbac.authorization.k8s.io';

/** A RoleBinding. */
export function validateRoleBinding(binding: JsonObject): FieldError[] {
  return validateBinding(binding, true);
}

/** A ClusterRoleBinding. */
export function validateClusterRoleBinding(binding: JsonObject): FieldError[] {
  return validateBinding(binding, false);
}

function validateBinding(binding: JsonObject, namespaced: boolean): FieldError[] {
  return [
    ...validateMetadata(binding, namespaced, nameIsPathSegment),
    ...validateRoleReference(object(binding, 'roleRef'), namespaced),
    ...objects(binding, 'subjects').flatMap((subject, index) =>
      validateSubject(subject, namespaced, root.child('subjects').index(index)),
    ),
  ];
}

function validateRoleReference(role: JsonObject | undefined, namespaced: boolean): FieldError[] {
  const path = root.child('roleRef');
  const errors: FieldError[] = [];
  const group = text(role, 'apiGroup');
  if (group !== GROUP) errors.push(notSupported(path.child('apiGroup'), group, [GROUP]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const kind = text(role, 'kind');
  if (!kinds.includes(kind)) errors.push(notSupported(path.child('kind'), kind, kinds));
  const name = text(role, 'name');
  if (name === '') return [...errors, required(path.child('name'))];
  const messages = pathSegmentName(name);
  return [...errors, ...invalidEach(path.child('name'), name, messages)];
}

function validateSubject(subject: JsonObject, namespaced: boolean, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(subject, 'name');
  const group = text(subject, 'apiGroup');
  const kind = text(subject, 'kind');
  if (name === '') errors.push(required(path.child('name')));
  switch (kind) {
    case 'ServiceAccount':
      append(errors, validateFormat(name || undefined, dns1123Subdomain, path.child('name')));
      if (group !== '') errors.push(notSupported(path.child('apiGroup'), group, ['']));
      if (!namespaced && text(subject, 'namespace') === '') {
        errors.push(required(path.child('namespace')));
      }
      return errors;
    case 'User':
    case 'Group':
      if (group !== GROUP) errors.push(notSupported(path.child('apiGroup'), group, [GROUP]));
      return errors;
    default:
      return [
        ...errors,
        notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group']),
      ];
  }
}
