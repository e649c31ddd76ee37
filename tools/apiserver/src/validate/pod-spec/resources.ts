import type { JsonObject } from 'kustomize-ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import { append } from '../../field/append.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, text, textMap } from '../../field/read.ts';
import { dns1123Label, qualifiedName } from '../common/names.ts';
import {
  isContainerResource,
  isExtended,
  isHugePages,
  isNative,
  isStandardResource,
} from '../common/resource-names.ts';
import { aggregateContainers } from './aggregate-resources.ts';
import { compareQuantities, isMultiple } from './quantity.ts';
import { validateResourceQuantity } from './resource-quantity.ts';

// Source: pkg/apis/core/validation/validation.go, validateResourceRequirements; pkg/apis/core/helper/helpers.go.

const POD_RESOURCES = ['cpu', 'hugepages-', 'memory'];

type NameRule = (name: string, path: Path) => FieldError[];

/** The requests, limits and claims of a container. */
export function validateContainerResources(
  container: JsonObject,
  podClaims: ReadonlySet<string>,
  path: Path,
): FieldError[] {
  const resources = object(container, 'resources');
  return validateRequirements(resources, validateContainerResourceName, podClaims, path);
}

/** The requests and limits of a whole pod (KEP-2837): not below those of its containers. */
export function validatePodResources(
  spec: JsonObject,
  podClaims: ReadonlySet<string>,
  path: Path,
): FieldError[] {
  const resources = object(spec, 'resources');
  if (!resources) return [];
  if (text(object(spec, 'os'), 'name') === 'windows') {
    return [forbidden(path, 'may not be set for a windows pod')];
  }
  const errors: FieldError[] = [];
  if (Array.isArray(resources['claims'])) {
    const detail = 'claims may not be set for Resources at pod-level';
    errors.push(forbidden(path.child('claims'), detail));
  }
  append(
    errors,
    validateRequirements(resources, validatePodResourceName, podClaims, path),
    validateConsistency(spec, resources, path),
  );
  return errors;
}

/** What the runtime of a pod adds to its resources; upstream checks it as limits of a container. */
export function validateOverhead(spec: JsonObject, path: Path): FieldError[] {
  const overhead = object(spec, 'overhead');
  if (!overhead) return [];
  return validateRequirements({ limits: overhead }, validateContainerResourceName, new Set(), path);
}

function validateRequirements(
  resources: JsonObject | undefined,
  validateName: NameRule,
  podClaims: ReadonlySet<string>,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const limits = textMap(resources, 'limits');
  const requests = textMap(resources, 'requests');
  for (const [name, quantity] of limits) {
    append(errors, validateResource(name, quantity, validateName, path.child('limits').key(name)));
  }
  const limitOf = new Map(limits);
  for (const [name, quantity] of requests) {
    const limit = limitOf.get(name);
    // The huge page rule comes last upstream; no request breaks both.
    append(
      errors,
      validateResource(name, quantity, validateName, path.child('requests').key(name)),
      validateRequest(name, quantity, limit, path),
    );
  }
  const names = [...limits, ...requests].map(([name]) => name);
  const computes = names.some((name) => name === 'cpu' || name === 'memory');
  if (!computes && names.some((name) => isHugePages(name))) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  append(errors, validateClaims(resources, podClaims, path.child('claims')));
  return errors;
}

function validateResource(
  name: string,
  quantity: string,
  validateName: NameRule,
  path: Path,
): FieldError[] {
  const errors = [...validateName(name, path), ...validateResourceQuantity(name, quantity, path)];
  if (isHugePages(name) && !isMultiple(quantity, name.slice('hugepages-'.length))) {
    const detail = `${quantity} is not positive integer multiple of ${name}`;
    errors.push(invalid(path, quantity, detail));
  }
  return errors;
}

/** A resource of which more can be promised than there is: native, but no huge pages. */
function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function validateRequest(
  name: string,
  quantity: string,
  limit: string | undefined,
  path: Path,
): FieldError[] {
  const overcommit = isOvercommitAllowed(name);
  if (limit === undefined) {
    if (overcommit) return [];
    const detail = 'Limit must be set for non overcommitable resources';
    return [required(path.child('limits'), detail)];
  }
  const order = compareQuantities(quantity, limit);
  if (order !== 0 && !overcommit) {
    const detail = `must be equal to ${name} limit of ${limit}`;
    return [invalid(path.child('requests'), quantity, detail)];
  }
  if (order <= 0) return [];
  const detail = `must be less than or equal to ${name} limit of ${limit}`;
  return [invalid(path.child('requests'), quantity, detail)];
}

function validateResourceName(name: string, path: Path): FieldError[] {
  const errors = invalidEach(path, name, qualifiedName(name));
  if (errors.length > 0 || name.includes('/')) return errors;
  if (isStandardResource(name)) return [];
  return [invalid(path, name, 'must be a standard resource type or fully qualified')];
}

function validateContainerResourceName(name: string, path: Path): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    if (isContainerResource(name)) return errors;
    return [...errors, invalid(path, name, 'must be a standard resource for containers')];
  }
  if (isNative(name) || isExtended(name)) return errors;
  return [...errors, invalid(path, name, "doesn't follow extended resource name standard")];
}

function validatePodResourceName(name: string, path: Path): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return errors;
  return [notSupported(path, name, POD_RESOURCES)];
}

function validateClaims(
  resources: JsonObject | undefined,
  podClaims: ReadonlySet<string>,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  /** How many requests of a claim there are. */
  const requests = new Map<string, number>();
  for (const [index, claim] of objects(resources, 'claims').entries()) {
    const at = path.index(index);
    const name = text(claim, 'name');
    if (name === '') {
      errors.push(required(at));
      continue;
    }
    const request = text(claim, 'request');
    if (seen.has(name)) {
      errors.push(duplicate(at, name));
    } else if (request === '') {
      for (let count = requests.get(name) ?? 0; count > 0; count--) {
        errors.push(duplicate(at, name));
      }
      seen.add(name);
    } else {
      const key = `${name}/${request}`;
      append(errors, invalidEach(at.child('request'), request, dns1123Label(request)));
      if (seen.has(key)) errors.push(duplicate(at, key));
      else requests.set(name, (requests.get(name) ?? 0) + 1);
      seen.add(key);
    }
    if (!podClaims.has(name)) errors.push(unknownClaim(name, podClaims, at));
  }
  return errors;
}

const namesOf = new WeakMap<ReadonlySet<string>, string>();

function unknownClaim(name: string, podClaims: ReadonlySet<string>, path: Path): FieldError {
  const names = namesOf.get(podClaims) ?? [...podClaims].toSorted().join(', ');
  namesOf.set(podClaims, names);
  const error = notFound(path, name);
  const known = podClaims.size === 0 ? ' which is empty' : `: ${names}`;
  const detail = `must be one of the names in pod.spec.resourceClaims${known}`;
  return { ...error, message: `${error.message}: ${detail}` };
}

function validateConsistency(spec: JsonObject, resources: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const requests = new Map(textMap(resources, 'requests'));
  const limits = new Map(textMap(resources, 'limits'));
  for (const [name, sum] of aggregateContainers(spec, 'requests')) {
    const request = requests.get(name);
    if (request === undefined || compareQuantities(sum, request) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${sum}`;
    errors.push(invalid(path.child('requests').key(name), request, detail));
  }
  for (const [name, sum] of aggregateContainers(spec, 'limits')) {
    const limit = limits.get(name);
    if (!isHugePages(name) || limit === undefined || compareQuantities(sum, limit) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container limits of ${sum}`;
    errors.push(invalid(path.child('limits').key(name), limit, detail));
  }
  for (const [index, container] of objects(spec, 'containers').entries()) {
    for (const [name, value] of textMap(object(container, 'resources'), 'limits')) {
      const limit = limits.get(name);
      if (limit === undefined || compareQuantities(value, limit) <= 0) continue;
      const at = path.child('containers').index(index).key(name).child('limits');
      errors.push(invalid(at, value, `must be less than or equal to pod limits of ${limit}`));
    }
  }
  return errors;
}
