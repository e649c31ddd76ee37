import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../field/error.ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import type { Path } from '../field/path.ts';
import { object, text, texts } from '../field/read.ts';
import { validateFormat } from './common/format.ts';
import { validateLabelSelector } from './common/label-selector.ts';
import { dns1123Subdomain, pathSegmentName } from './common/names.ts';
import { validateMatchResources } from './match-resources.ts';
import { nameIsSubdomain, validateGenericMetadata } from './metadata.ts';

const actions = ['Audit', 'Deny', 'Warn'];

/** Source: validateValidatingAdmissionPolicyBinding in pkg/apis/admissionregistration/validation/validation.go. */
export function validateValidatingAdmissionPolicyBinding(binding: JsonObject): FieldError[] {
  const spec = object(binding, 'spec');
  const path = root.child('spec');
  const matchResources = object(spec, 'matchResources');
  return [
    ...validateGenericMetadata(binding, false, nameIsSubdomain),
    ...validatePolicyName(text(spec, 'policyName'), path.child('policyName')),
    ...validateParamRef(object(spec, 'paramRef'), path.child('paramRef')),
    ...(matchResources === undefined
      ? []
      : validateMatchResources(matchResources, path.child('matchResources'))),
    ...validateActions(texts(spec, 'validationActions'), path.child('validationActions')),
  ];
}

function validatePolicyName(name: string, path: Path): FieldError[] {
  if (name === '') return [required(path)];
  return invalidEach(path, name, dns1123Subdomain(name));
}

function validateParamRef(paramRef: JsonObject | undefined, path: Path): FieldError[] {
  if (paramRef === undefined) return [];
  const name = text(paramRef, 'name');
  const selector = object(paramRef, 'selector');
  const exclusive = 'name and selector are mutually exclusive';
  const errors = validateFormat(name || undefined, pathSegmentName, path.child('name'));
  if (name !== '' && selector) errors.push(forbidden(path.child('name'), exclusive));
  append(errors, validateLabelSelector(selector, path.child('selector')));
  if (name !== '' && selector) errors.push(forbidden(path.child('selector'), exclusive));
  if (name === '' && !selector)
    errors.push(required(path, 'one of name or selector must be specified'));
  return [...errors, ...validateNotFoundAction(text(paramRef, 'parameterNotFoundAction'), path)];
}

function validateNotFoundAction(action: string, paramRefPath: Path): FieldError[] {
  const path = paramRefPath.child('parameterNotFoundAction');
  if (action === '') return [required(path)];
  return ['Deny', 'Allow'].includes(action) ? [] : [notSupported(path, action, ['Deny', 'Allow'])];
}

function validateActions(given: readonly string[], path: Path): FieldError[] {
  const errors = given.flatMap((action, index) => [
    ...(actions.includes(action) ? [] : [notSupported(path.index(index), action, actions)]),
    ...(given.indexOf(action) === index ? [] : [duplicate(path.index(index), action)]),
  ]);
  if (given.includes('Deny') && given.includes('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(invalid(path, given, detail));
  }
  if (given.length === 0) errors.push(required(path, 'at least one validation action is required'));
  return errors;
}
