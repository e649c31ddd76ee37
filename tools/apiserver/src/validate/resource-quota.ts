import type { JsonObject } from 'kustomize-ts';
import { invalid, invalidEach, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, text, textMap, texts } from '../field/read.ts';
import { qualifiedName } from './common/names.ts';
import { isQuotaResource, isStandardResource } from './common/resource-names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateResourceQuantity } from './pod-spec/resource-quantity.ts';

// Source: ValidateResourceQuota in pkg/apis/core/validation/validation.go.

const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** The resources that a scope can be applied to. */
const SCOPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['BestEffort', ['pods']],
  ['CrossNamespacePodAffinity', ['pods', ...COMPUTE]],
  ['NotBestEffort', ['pods', ...COMPUTE]],
  ['NotTerminating', ['pods', ...COMPUTE]],
  ['PriorityClass', ['pods', ...COMPUTE]],
  ['Terminating', ['pods', ...COMPUTE]],
  ['VolumeAttributesClass', ['persistentvolumeclaims', 'requests.storage']],
]);
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];

/** A quota that is created or changed. */
export function validateResourceQuota(quota: JsonObject): FieldError[] {
  return [
    ...validateMetadata(quota, true, nameIsSubdomain),
    ...validateQuotaSpec(object(quota, 'spec')),
  ];
}

/** All but metadata. */
export function validateQuotaSpec(spec: JsonObject | undefined): FieldError[] {
  const path = root.child('spec');
  const hard = textMap(spec, 'hard');
  const names = hard.map(([name]) => name);
  const scopes = texts(spec, 'scopes');
  return [
    ...hard.flatMap(([name, quantity]) => {
      const at = path.child('hard').key(name);
      return [...validateName(name, at), ...validateResourceQuantity(name, quantity, at)];
    }),
    ...scopes.flatMap((scope) => validateScope(scope, scopes, names, path.child('scopes'))),
    ...validateConflicts(scopes, scopes, path.child('scopes')),
    ...validateScopeSelector(spec, names, scopes, path.child('scopeSelector', 'matchExpressions')),
  ];
}

function validateName(name: string, path: Path): FieldError[] {
  const messages = qualifiedName(name);
  if (messages.length === 0 && !name.includes('/') && !isStandardResource(name)) {
    messages.push('must be a standard resource type or fully qualified');
  }
  if (!name.includes('/') && !isQuotaResource(name)) {
    messages.push('must be a standard resource for quota');
  }
  return invalidEach(path, name, messages);
}

function validateScope(
  scope: string,
  scopes: readonly string[],
  names: readonly string[],
  path: Path,
): FieldError[] {
  const allowed = SCOPES.get(scope);
  if (allowed === undefined) return [invalid(path, scopes, 'unsupported scope')];
  return names
    .filter((name) => isQuotaResource(name) && !allowed.includes(name))
    .map(() => invalid(path, scopes, 'unsupported scope applied to resource'));
}

function validateConflicts(
  found: readonly string[],
  scopes: readonly string[],
  path: Path,
): FieldError[] {
  return CONFLICTS.filter((pair) => pair.every((scope) => found.includes(scope))).map(() =>
    invalid(path, scopes, 'conflicting scopes'),
  );
}

function validateScopeSelector(
  spec: JsonObject | undefined,
  names: readonly string[],
  scopes: readonly string[],
  path: Path,
): FieldError[] {
  const selector = object(spec, 'scopeSelector');
  const requirements = objects(selector, 'matchExpressions');
  const found = requirements.map((requirement) => text(requirement, 'scopeName'));
  return [
    ...requirements.flatMap((requirement) => {
      const scope = text(requirement, 'scopeName');
      const allowed = SCOPES.get(scope);
      const errors =
        allowed === undefined
          ? [invalid(path.child('scopeName'), scope, 'unsupported scope')]
          : names
              .filter((name) => isQuotaResource(name) && !allowed.includes(name))
              .map(() => invalid(path, selector, 'unsupported scope applied to resource'));
      return [...errors, ...validateOperator(requirement, path)];
    }),
    ...validateConflicts(found, scopes, path),
  ];
}

function validateOperator(requirement: JsonObject, path: Path): FieldError[] {
  const operator = text(requirement, 'operator');
  const scope = text(requirement, 'scopeName');
  const values = texts(requirement, 'values');
  const errors: FieldError[] = [];
  const isFixed = SCOPES.has(scope) && !['PriorityClass', 'VolumeAttributesClass'].includes(scope);
  if (isFixed && operator !== 'Exists') {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(path.child('operator'), operator, detail));
  }
  if (operator === 'In' || operator === 'NotIn') {
    const detail =
      "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) errors.push(required(path.child('values'), detail));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail =
      "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (values.length > 0) errors.push(invalid(path.child('values'), values, detail));
  } else {
    errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  }
  return errors;
}
