import type { JsonObject } from 'kustomize-ts';
import { forbidden, notSupported, required, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { flag, integer, object, optionalText, text } from '../field/read.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

const HIGHEST = 1_000_000_000;
/** The priority classes that every cluster has (pkg/apis/scheduling/v1/helpers.go). */
export const SYSTEM_PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);
const PREEMPTION_POLICIES = ['Never', 'PreemptLowerPriority'];

/** Source: ValidatePriorityClass in pkg/apis/scheduling/validation/validation.go. */
export function validatePriorityClass(priorityClass: JsonObject): FieldError[] {
  return [
    ...validateMetadata(priorityClass, false, nameIsSubdomain),
    ...validateValue(priorityClass),
    ...validatePreemption(optionalText(priorityClass, 'preemptionPolicy')),
  ];
}

function validateValue(priorityClass: JsonObject): FieldError[] {
  const name = text(object(priorityClass, 'metadata'), 'name');
  const value = integer(priorityClass, 'value');
  if (!name.startsWith('system-')) {
    if (value <= HIGHEST) return [];
    const detail = `maximum allowed value of a user defined priority is ${HIGHEST}`;
    return [forbidden(root.child('value'), detail)];
  }
  const problem = systemProblem(name, value, flag(priorityClass, 'globalDefault'));
  if (problem === undefined) return [];
  const detail = `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`;
  return [forbidden(root.child('metadata', 'name'), detail)];
}

function systemProblem(name: string, value: number, isDefault: boolean): string | undefined {
  const expected = SYSTEM_PRIORITIES.get(name);
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validatePreemption(policy: string | undefined): FieldError[] {
  const path = root.child('preemptionPolicy');
  if (policy === undefined || PREEMPTION_POLICIES.includes(policy)) return [];
  return policy === '' ? [required(path)] : [notSupported(path, policy, PREEMPTION_POLICIES)];
}
