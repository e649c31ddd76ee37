import type { JsonObject } from 'kustomize-ts';
import {
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../field/error.ts';
import { append } from '../field/append.ts';
import { goQuote } from '../field/go-format.ts';
import type { Path } from '../field/path.ts';
import { object, objects, optionalInteger, optionalText, text } from '../field/read.ts';
import { qualifiedName } from './common/names.ts';

// Source: pkg/apis/batch/validation/validation.go, validatePodFailurePolicy.

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_CONDITIONS = 20;

/** What the end of a pod means for its Job. */
export function validatePodFailurePolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = object(spec, 'podFailurePolicy');
  if (!policy) return [];
  const rules = objects(policy, 'rules');
  const rulesPath = path.child('rules');
  const errors: FieldError[] = [];
  if (rules.length > MAX_RULES) errors.push(tooMany(rulesPath, rules.length, MAX_RULES));
  for (const [index, rule] of rules.entries()) {
    append(errors, validateFailureRule(rule, spec, rulesPath.index(index)));
  }
  return errors;
}

function validateFailureRule(rule: JsonObject, spec: JsonObject, path: Path): FieldError[] {
  const errors = validateAction(rule, spec, path.child('action'));
  const exitCodes = object(rule, 'onExitCodes');
  const conditions = objects(rule, 'onPodConditions');
  if (exitCodes) append(errors, validateExitCodes(exitCodes, spec, path.child('onExitCodes')));
  if (conditions.length > 0) {
    append(errors, validateConditions(conditions, path.child('onPodConditions')));
  }
  if (exitCodes && conditions.length > 0) {
    errors.push(
      withoutValue(path, 'specifying both OnExitCodes and OnPodConditions is not supported'),
    );
  }
  if (!exitCodes && conditions.length === 0) {
    errors.push(
      withoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required'),
    );
  }
  return errors;
}

/** An error that shows no value. */
function withoutValue(path: Path, detail: string): FieldError {
  return { ...invalid(path, null, detail), message: `Invalid value: ${detail}` };
}

function validateAction(rule: JsonObject, spec: JsonObject, path: Path): FieldError[] {
  const action = text(rule, 'action');
  if (action === '') return [required(path, `valid values: ${listed(ACTIONS)}`)];
  if (action === 'FailIndex') {
    if (optionalInteger(spec, 'backoffLimitPerIndex') !== undefined) return [];
    return [invalid(path, action, 'requires the backoffLimitPerIndex to be set')];
  }
  return ACTIONS.includes(action) ? [] : [notSupported(path, action, ACTIONS)];
}

function validateExitCodes(codes: JsonObject, spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const operator = text(codes, 'operator');
  const operatorPath = path.child('operator');
  if (operator === '') errors.push(required(operatorPath, `valid values: ${listed(OPERATORS)}`));
  else if (!OPERATORS.includes(operator)) {
    errors.push(notSupported(operatorPath, operator, OPERATORS));
  }
  const container = optionalText(codes, 'containerName');
  if (container !== undefined && !containerNames(spec).includes(container)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(path.child('containerName'), container, detail));
  }
  return [...errors, ...validateValues(codes, operator, path.child('values'))];
}

function validateValues(codes: JsonObject, operator: string, path: Path): FieldError[] {
  const given = codes['values'];
  const values = Array.isArray(given) ? given.map(Number) : [];
  const errors: FieldError[] = [];
  if (values.length === 0) {
    errors.push(invalid(path, given, 'at least one value is required'));
  } else if (values.length > MAX_EXIT_CODES) {
    errors.push(tooMany(path, values.length, MAX_EXIT_CODES));
  }
  const seen = new Set<number>();
  for (const [index, value] of values.entries()) {
    if (operator === 'In' && value === 0) {
      errors.push(invalid(path.index(index), value, 'must not be 0 for the In operator'));
    }
    if (seen.has(value)) errors.push(duplicate(path.index(index), value));
    seen.add(value);
  }
  const ordered = values.every((value, index) => value >= (values[index - 1] ?? value));
  if (!ordered) errors.push(invalid(path, given, 'must be ordered'));
  return errors;
}

function validateConditions(conditions: readonly JsonObject[], path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (conditions.length > MAX_CONDITIONS) {
    errors.push(tooMany(path, conditions.length, MAX_CONDITIONS));
  }
  for (const [index, condition] of conditions.entries()) {
    const type = text(condition, 'type');
    const status = text(condition, 'status');
    const statusPath = path.index(index).child('status');
    append(errors, invalidEach(path.index(index).child('type'), type, qualifiedName(type)));
    if (status === '') errors.push(required(statusPath, `valid values: ${listed(STATUSES)}`));
    else if (!STATUSES.includes(status)) errors.push(notSupported(statusPath, status, STATUSES));
  }
  return errors;
}

/** A list as Go's `%q` prints it. */
function listed(values: readonly string[]): string {
  return `[${values.map(goQuote).join(' ')}]`;
}

function containerNames(spec: JsonObject): string[] {
  const podSpec = object(object(spec, 'template'), 'spec');
  return ['containers', 'initContainers'].flatMap((list) =>
    objects(podSpec, list).map((container) => text(container, 'name')),
  );
}
