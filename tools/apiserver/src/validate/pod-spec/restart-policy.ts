import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { notSupported, required, tooMany, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';

// Source: pkg/apis/core/validation/validation.go; KEP-5307, on since 1.35, and KEP-5532, on since 1.36.

const POLICIES = ['Always', 'Never', 'OnFailure'];
const OPERATORS = ['In', 'NotIn'];
const ACTIONS = ['Restart', 'RestartAllContainers'];
const MISSING = 'must specify restartPolicy when restart rules are used';
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** When a container restarts, unlike its pod, and the exit codes that change it. */
export function validateContainerRestartPolicy(container: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const policy = optionalText(container, 'restartPolicy');
  const rules = objects(container, 'restartPolicyRules');
  if (policy === undefined) {
    if (rules.length === 0) return [];
    errors.push(required(path.child('restartPolicy'), MISSING));
  } else if (!POLICIES.includes(policy)) {
    errors.push(notSupported(path.child('restartPolicy'), policy, POLICIES));
  }
  const rulesPath = path.child('restartPolicyRules');
  if (rules.length > MAX_RULES) errors.push(tooMany(rulesPath, rules.length, MAX_RULES));
  for (const [index, rule] of rules.entries()) {
    append(errors, validateRestartRule(rule, rulesPath.index(index)));
  }
  return errors;
}

/** The same of an init container; rules without a policy are one error. */
export function validateInitContainerRestartPolicy(
  container: JsonObject,
  path: Path,
): FieldError[] {
  if (optionalText(container, 'restartPolicy') !== undefined) {
    return validateContainerRestartPolicy(container, path);
  }
  if (objects(container, 'restartPolicyRules').length === 0) return [];
  return [required(path.child('restartPolicy'), MISSING)];
}

function validateRestartRule(rule: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const action = text(rule, 'action');
  if (!ACTIONS.includes(action)) errors.push(notSupported(path.child('action'), action, ACTIONS));
  const codesPath = path.child('exitCodes');
  const codes = object(rule, 'exitCodes');
  if (!codes) return [...errors, required(codesPath, 'must be specified')];
  const operator = text(codes, 'operator');
  if (!OPERATORS.includes(operator)) {
    errors.push(notSupported(codesPath.child('operator'), operator, OPERATORS));
  }
  const values = codes['values'];
  const count = Array.isArray(values) ? values.length : 0;
  if (count > MAX_EXIT_CODES) {
    errors.push(tooMany(codesPath.child('values'), count, MAX_EXIT_CODES));
  }
  return errors;
}
