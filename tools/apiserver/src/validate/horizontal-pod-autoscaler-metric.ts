import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { object, optionalInteger, optionalText, text } from '../field/read.ts';
import { dns1123Label, pathSegmentName, qualifiedName } from './common/names.ts';
import {
  isContainerResource,
  isExtended,
  isNative,
  isStandardResource,
} from './common/resource-names.ts';
import { validateScaleTarget } from './horizontal-pod-autoscaler-target.ts';
import { compareQuantities } from './pod-spec/quantity.ts';

// Source: validateMetricSpec in pkg/apis/autoscaling/validation/validation.go.

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

type Source = (source: JsonObject, path: Path) => FieldError[];

/** The field of each type of metric, in the order in which upstream looks at them. */
const SOURCES: readonly (readonly [type: string, field: string, validate: Source])[] = [
  ['Object', 'object', validateObject],
  ['External', 'external', validateExternal],
  ['Pods', 'pods', validatePods],
  ['Resource', 'resource', validateResource],
  ['ContainerResource', 'containerResource', validateContainerResource],
];

/** One metric of an autoscaler. */
export function validateMetric(metric: JsonObject, path: Path): FieldError[] {
  const type = text(metric, 'type');
  const typePath = path.child('type');
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(typePath, 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(notSupported(typePath, type, TYPES));
  const present = SOURCES.filter(([, field]) => object(metric, field) !== undefined);
  for (const [, field, validate] of present.slice(0, 1)) {
    append(errors, validate(object(metric, field) ?? {}, path.child(field)));
  }
  const expected = SOURCES.find(([name]) => name === type)?.[1];
  if (expected === undefined) errors.push(notSupported(typePath, type, TYPES));
  else if (object(metric, expected) === undefined) {
    const detail = 'must populate information for the given metric source';
    errors.push(required(path.child(expected), detail));
  }
  if (present.length === 1) return errors;
  for (const [, field] of present) {
    if (field === expected) continue;
    errors.push(forbidden(path.child(field), 'must populate the given metric source only'));
  }
  return errors;
}

function validateObject(source: JsonObject, path: Path): FieldError[] {
  const target = object(source, 'target');
  const described = object(source, 'describedObject');
  const errors = [
    ...validateScaleTarget(described, path.child('describedObject'), false, true),
    ...validateIdentifier(object(source, 'metric'), path.child('metric')),
    ...validateTarget(target, path.child('target')),
  ];
  if (!has(target, 'value') && !has(target, 'averageValue')) {
    const detail = 'must set either a target value or averageValue';
    errors.push(required(path.child('target', 'averageValue'), detail));
  }
  return errors;
}

function validateExternal(source: JsonObject, path: Path): FieldError[] {
  const target = object(source, 'target');
  const errors = [
    ...validateIdentifier(object(source, 'metric'), path.child('metric')),
    ...validateTarget(target, path.child('target')),
  ];
  const both = ['value', 'averageValue'].filter((key) => has(target, key));
  if (both.length === 0) {
    const detail = 'must set either a target value for metric or a per-pod target';
    errors.push(required(path.child('target', 'averageValue'), detail));
  }
  if (both.length === 2) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    errors.push(forbidden(path.child('target', 'value'), detail));
  }
  return errors;
}

function validatePods(source: JsonObject, path: Path): FieldError[] {
  const target = object(source, 'target');
  const errors = [
    ...validateIdentifier(object(source, 'metric'), path.child('metric')),
    ...validateTarget(target, path.child('target')),
  ];
  if (has(target, 'averageValue')) return errors;
  const detail = 'must specify a positive target averageValue';
  return [...errors, required(path.child('target', 'averageValue'), detail)];
}

function validateResource(source: JsonObject, path: Path): FieldError[] {
  const named = text(source, 'name') !== '';
  return [
    ...(named ? [] : [required(path.child('name'), 'must specify a resource name')]),
    ...validateUtilization(object(source, 'target'), path.child('target')),
  ];
}

function validateContainerResource(source: JsonObject, path: Path): FieldError[] {
  const name = text(source, 'name');
  const container = text(source, 'container');
  const at = path.child('container');
  return [
    ...(name === ''
      ? [required(path.child('name'), 'must specify a resource name')]
      : invalidEach(path.child('name'), name, resourceMessages(name))),
    ...(container === ''
      ? [required(at, 'must specify a container')]
      : invalidEach(at, container, dns1123Label(container))),
    ...validateUtilization(object(source, 'target'), path.child('target')),
  ];
}

/** Source: ValidateContainerResourceName in pkg/apis/core/v1/validation/validation.go. */
function resourceMessages(name: string): string[] {
  const messages = qualifiedName(name);
  if (name.includes('/')) {
    if (isNative(name) || isExtended(name)) return messages;
    return [...messages, "doesn't follow extended resource name standard"];
  }
  if (messages.length === 0 && !isStandardResource(name)) {
    messages.push('must be a standard resource type or fully qualified');
  }
  return isContainerResource(name)
    ? messages
    : [...messages, 'must be a standard resource for containers'];
}

function validateUtilization(target: JsonObject | undefined, path: Path): FieldError[] {
  const errors = validateTarget(target, path);
  const both = ['averageUtilization', 'averageValue'].filter((key) => has(target, key));
  if (both.length === 0) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(required(path.child('averageUtilization'), detail));
  }
  if (both.length === 2) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(path.child('averageValue'), detail));
  }
  return errors;
}

function validateTarget(target: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const type = text(target, 'type');
  if (type === '') errors.push(required(path.child('type'), 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) {
    const detail = 'must be either Utilization, Value, or AverageValue';
    errors.push(invalid(path.child('type'), type, detail));
  }
  for (const key of ['value', 'averageValue']) {
    const value = optionalText(target, key);
    if (value === undefined || compareQuantities(value, '0') > 0) continue;
    errors.push(invalid(path.child(key), value, 'must be positive'));
  }
  const utilization = optionalInteger(target, 'averageUtilization');
  if (utilization !== undefined && utilization < 1) {
    errors.push(invalid(path.child('averageUtilization'), utilization, 'must be greater than 0'));
  }
  return errors;
}

function validateIdentifier(metric: JsonObject | undefined, path: Path): FieldError[] {
  const name = text(metric, 'name');
  const at = path.child('name');
  if (name === '') return [required(at, 'must specify a metric name')];
  return invalidEach(at, name, pathSegmentName(name));
}

function has(target: JsonObject | undefined, key: string): boolean {
  return target?.[key] !== undefined;
}
