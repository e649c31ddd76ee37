import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { duplicate, invalid, invalidEach, notSupported, required } from '../field/error.ts';
import type { FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { object, objects, optionalText, text, texts } from '../field/read.ts';
import { validateLabelSelector } from './common/label-selector.ts';
import { pathSegmentName } from './common/names.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

/**
 * What a policy or binding matches. Source: validateMatchResources in
 * pkg/apis/admissionregistration/validation/validation.go.
 */
export function validateMatchResources(resources: JsonObject, path: Path): FieldError[] {
  return [
    ...validateMatchPolicy(resources, path.child('matchPolicy')),
    ...validateSelector(resources, 'namespaceSelector', path),
    ...validateSelector(resources, 'objectSelector', path),
    ...objects(resources, 'resourceRules').flatMap((rule, index) =>
      validateNamedRule(rule, path.child('resourceRules').index(index)),
    ),
    ...objects(resources, 'excludeResourceRules').flatMap((rule, index) =>
      validateNamedRule(rule, path.child('excludeResourceRules').index(index)),
    ),
  ];
}

function validateMatchPolicy(resources: JsonObject, path: Path): FieldError[] {
  const policy = optionalText(resources, 'matchPolicy');
  if (policy === undefined) return [required(path)];
  return ['Equivalent', 'Exact'].includes(policy)
    ? []
    : [notSupported(path, policy, ['Equivalent', 'Exact'])];
}

function validateSelector(resources: JsonObject, key: string, path: Path): FieldError[] {
  const selector = object(resources, key);
  return selector === undefined
    ? [required(path.child(key))]
    : validateLabelSelector(selector, path.child(key));
}

function validateNamedRule(rule: JsonObject, path: Path): FieldError[] {
  const seen = new Set<string>();
  const errors = texts(rule, 'resourceNames').flatMap((name, index) => {
    const place = path.child('resourceNames').index(index);
    const wrong = invalidEach(place, name, pathSegmentName(name));
    if (seen.has(name)) wrong.push(duplicate(place, name));
    seen.add(name);
    return wrong;
  });
  return [
    ...errors,
    ...validateOperations(rule, path.child('operations')),
    ...validateRule(rule, path),
  ];
}

function validateOperations(rule: JsonObject, path: Path): FieldError[] {
  const given = texts(rule, 'operations');
  const errors: FieldError[] = given.length === 0 ? [required(path)] : [];
  if (given.length > 1 && given.includes('*')) {
    errors.push(invalid(path, given, "if '*' is present, must not specify other operations"));
  }
  for (const [index, operation] of given.entries()) {
    if (!operations.includes(operation))
      errors.push(notSupported(path.index(index), operation, operations));
  }
  return errors;
}

function validateRule(rule: JsonObject, path: Path): FieldError[] {
  const versions = texts(rule, 'apiVersions');
  const scope = optionalText(rule, 'scope');
  return [
    ...validateStarred(rule, 'apiGroups', path, 'API groups'),
    ...validateStarred(rule, 'apiVersions', path, 'API versions'),
    ...versions.flatMap((version, index) =>
      version === '' ? [required(path.child('apiVersions').index(index))] : [],
    ),
    ...validateResources(texts(rule, 'resources'), path.child('resources')),
    ...(scope === undefined || scopes.includes(scope)
      ? []
      : [notSupported(path.child('scope'), text(rule, 'scope'), scopes)]),
  ];
}

function validateStarred(rule: JsonObject, key: string, path: Path, what: string): FieldError[] {
  const items = texts(rule, key);
  if (items.length === 0) return [required(path.child(key))];
  if (items.length === 1 || !items.includes('*')) return [];
  return [invalid(path.child(key), items, `if '*' is present, must not specify other ${what}`)];
}

function validateResources(resources: readonly string[], path: Path): FieldError[] {
  const errors: FieldError[] = resources.length === 0 ? [required(path)] : [];
  const starSubresources = new Set<string>();
  const starResources = new Set<string>();
  let hasPlain = false;
  for (const [index, resource] of resources.entries()) {
    const slash = resource.indexOf('/');
    if (resource === '') errors.push(required(path.index(index)));
    // The last resource without a subresource decides, as upstream.
    else if (slash < 0) hasPlain = resource !== '*';
    else
      append(
        errors,
        validateSubresource(resource, slash, path.index(index), starSubresources, starResources),
      );
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && hasPlain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(path, resources, detail));
  }
  return errors;
}

function validateSubresource(
  resource: string,
  slash: number,
  path: Path,
  starSubresources: Set<string>,
  starResources: Set<string>,
): FieldError[] {
  const name = resource.slice(0, slash);
  const sub = resource.slice(slash + 1);
  const errors: FieldError[] = [];
  if (starSubresources.has(name)) {
    errors.push(invalid(path, resource, `if '${name}/*' is present, must not specify ${resource}`));
  }
  if (starResources.has(sub)) {
    errors.push(invalid(path, resource, `if '*/${sub}' is present, must not specify ${resource}`));
  }
  if (sub === '*') starSubresources.add(name);
  if (name === '*') starResources.add(sub);
  return errors;
}
