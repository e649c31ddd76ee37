import { reservedWords } from '../cel/syntax/reserved-words.ts';
import type { JsonObject } from 'kustomize-ts';
import { bool, nullType, string } from '../cel/check/types.ts';
import type { Type } from '../cel/check/types.ts';
import { compileExpression, compileVariables } from '../admission/compile-expression.ts';
import type { Declarations } from '../admission/environment.ts';
import { append } from '../field/append.ts';
import {
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
} from '../field/error.ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import type { Path } from '../field/path.ts';
import { object, objects, optionalText, text } from '../field/read.ts';
import { byteLength, dns1035Label, dns1123Subdomain, qualifiedName } from './common/names.ts';
import { validateMatchResources } from './match-resources.ts';
import { nameIsSubdomain, validateGenericMetadata } from './metadata.ts';

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const maxConditions = 64;
const maxAnnotations = 20;
const maxExpressionBytes = 5 * 1024;

/** Source: validateValidatingAdmissionPolicy in pkg/apis/admissionregistration/validation/validation.go. */
export function validateValidatingAdmissionPolicy(policy: JsonObject): FieldError[] {
  const spec = object(policy, 'spec');
  const path = root.child('spec');
  const types = new Map<string, Type>();
  const hasVariables = objects(spec, 'variables').length > 0;
  const declarations: Declarations = {
    hasParams: object(spec, 'paramKind') !== undefined,
    hasAuthorizer: true,
    variables: hasVariables ? types : undefined,
  };
  return [
    ...validateGenericMetadata(policy, false, nameIsSubdomain),
    ...validateFailurePolicy(spec, path.child('failurePolicy')),
    ...validateParamKind(object(spec, 'paramKind'), path.child('paramKind')),
    ...validateConstraints(object(spec, 'matchConstraints'), path.child('matchConstraints')),
    ...validateConditions(spec, declarations, path.child('matchConditions')),
    ...validateVariables(spec, declarations, types, path.child('variables')),
    ...validateRules(policy, declarations, path),
  ];
}

function validateFailurePolicy(spec: JsonObject | undefined, path: Path): FieldError[] {
  const policy = optionalText(spec, 'failurePolicy');
  if (policy === undefined) return [required(path)];
  return ['Fail', 'Ignore'].includes(policy)
    ? []
    : [notSupported(path, policy, ['Fail', 'Ignore'])];
}

function validateParamKind(paramKind: JsonObject | undefined, path: Path): FieldError[] {
  if (paramKind === undefined) return [];
  return [
    ...validateApiVersion(text(paramKind, 'apiVersion'), path.child('apiVersion')),
    ...validateKindName(text(paramKind, 'kind'), path.child('kind')),
  ];
}

function validateApiVersion(apiVersion: string, path: Path): FieldError[] {
  if (apiVersion === '') return [required(path)];
  const parts = apiVersion === '/' ? ['', ''] : apiVersion.split('/');
  if (parts.length > 2)
    return [invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const version = parts.at(-1) ?? '';
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  const groupProblems = group === '' ? [] : dns1123Subdomain(group);
  const errors = groupProblems.length === 0 ? [] : [invalid(path, group, groupProblems.join(','))];
  if (version === '') return [...errors, invalid(path, apiVersion, 'version must be specified')];
  const versionProblems = dns1035Label(version);
  return versionProblems.length === 0
    ? errors
    : [...errors, invalid(path, version, versionProblems.join(','))];
}

function validateKindName(kind: string, path: Path): FieldError[] {
  if (kind === '') return [required(path)];
  const problems = dns1035Label(kind.toLowerCase());
  if (problems.length === 0) return [];
  return [
    invalid(path, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`),
  ];
}

function validateConstraints(constraints: JsonObject | undefined, path: Path): FieldError[] {
  if (constraints === undefined) return [required(path)];
  const errors = validateMatchResources(constraints, path);
  return objects(constraints, 'resourceRules').length > 0
    ? errors
    : [...errors, required(path.child('resourceRules'))];
}

function validateConditions(
  spec: JsonObject | undefined,
  declarations: Declarations,
  path: Path,
): FieldError[] {
  const conditions = objects(spec, 'matchConditions');
  const errors =
    conditions.length > maxConditions ? [tooMany(path, conditions.length, maxConditions)] : [];
  const names = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const place = path.index(index);
    const expression = text(condition, 'expression').trim();
    const name = text(condition, 'name');
    if (expression === '') errors.push(required(place.child('expression')));
    else {
      // Conditions are checked without the policy's variables, though they may use them when they run.
      const own: Declarations = { ...declarations, variables: undefined };
      append(errors, validateExpression(expression, own, [bool], place.child('expression')));
    }
    if (name === '') errors.push(required(place.child('name')));
    else {
      append(errors, invalidEach(place.child('name'), name, qualifiedName(name)));
      if (names.has(name)) errors.push(duplicate(place.child('name'), name));
      names.add(name);
    }
  }
  return errors;
}

function validateVariables(
  spec: JsonObject | undefined,
  declarations: Declarations,
  types: Map<string, Type>,
  path: Path,
): FieldError[] {
  return objects(spec, 'variables').flatMap((variable, index) => {
    const place = path.index(index);
    const name = text(variable, 'name');
    const expression = text(variable, 'expression');
    const errors = validateVariableName(name, place.child('name'));
    if (expression.trim() === '')
      return [...errors, required(place.child('expression'), 'expression is not specified')];
    const [compiled] = compileVariables([{ name, expression }], declarations, types);
    if (compiled && 'problem' in compiled.compiled) {
      errors.push(invalid(place.child('expression'), expression, compiled.compiled.problem));
    }
    return errors;
  });
}

function validateVariableName(name: string, path: Path): FieldError[] {
  if (name.trim() === '') return [required(path, 'name is not specified')];
  if (/^[_a-zA-Z][_a-zA-Z0-9]*$/u.test(name) && !reservedWords.has(name)) return [];
  return [invalid(path, name, 'must be a valid CEL identifier')];
}

function validateRules(policy: JsonObject, declarations: Declarations, path: Path): FieldError[] {
  const spec = object(policy, 'spec');
  const validations = objects(spec, 'validations');
  const annotations = objects(spec, 'auditAnnotations');
  if (validations.length === 0 && annotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    return [
      required(path.child('validations'), detail),
      required(path.child('auditAnnotations'), detail),
    ];
  }
  return [
    ...validations.flatMap((validation, index) =>
      validateValidation(validation, declarations, path.child('validations').index(index)),
    ),
    ...validateAnnotations(policy, annotations, declarations, path.child('auditAnnotations')),
  ];
}

function validateValidation(
  validation: JsonObject,
  declarations: Declarations,
  path: Path,
): FieldError[] {
  const expression = text(validation, 'expression');
  const reason = optionalText(validation, 'reason');
  return [
    ...(expression.trim() === ''
      ? [required(path.child('expression'), 'expression is not specified')]
      : validateExpression(expression, declarations, [bool], path.child('expression'))),
    ...validateMessageExpression(
      text(validation, 'messageExpression'),
      declarations,
      path.child('messageExpression'),
    ),
    ...validateMessage(text(validation, 'message'), path.child('message')),
    ...(reason === undefined || reasons.includes(reason)
      ? []
      : [notSupported(path.child('reason'), reason, reasons)]),
  ];
}

function validateMessageExpression(
  expression: string,
  declarations: Declarations,
  path: Path,
): FieldError[] {
  if (expression === '') return [];
  if (expression.trim() === '')
    return [invalid(path, expression, 'must be non-empty if specified')];
  return validateExpression(expression, { ...declarations, hasAuthorizer: false }, [string], path);
}

function validateMessage(message: string, path: Path): FieldError[] {
  if (message !== '' && message.trim() === '')
    return [invalid(path, message, 'must be non-empty if specified')];
  return /[\n\r]/u.test(message.trim())
    ? [invalid(path, message, 'must not contain line breaks')]
    : [];
}

function validateExpression(
  expression: string,
  declarations: Declarations,
  results: readonly Type[],
  path: Path,
): FieldError[] {
  const compiled = compileExpression(expression, declarations, results);
  return 'problem' in compiled ? [invalid(path, expression, compiled.problem)] : [];
}

function validateAnnotations(
  policy: JsonObject,
  annotations: readonly JsonObject[],
  declarations: Declarations,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations.length > maxAnnotations) {
    errors.push(
      invalid(path, annotations, `must not have more than ${maxAnnotations} auditAnnotations`),
    );
  }
  const keys = new Set<string>();
  for (const [index, annotation] of annotations.entries()) {
    const place = path.index(index);
    const key = text(annotation, 'key');
    append(errors, validateAnnotationKey(policy, key, place.child('key')));
    append(
      errors,
      validateValueExpression(
        text(annotation, 'valueExpression'),
        declarations,
        place.child('valueExpression'),
      ),
    );
    if (keys.has(key)) errors.push(duplicate(place.child('key'), key));
    keys.add(key);
  }
  return errors;
}

function validateAnnotationKey(policy: JsonObject, key: string, path: Path): FieldError[] {
  const name = text(object(policy, 'metadata'), 'name');
  if (name === '') return [invalid(path, key, 'requires metadata.name be non-empty')];
  const full = `${name}/${key}`;
  return invalidEach(path, full, qualifiedName(full));
}

function validateValueExpression(
  expression: string,
  declarations: Declarations,
  path: Path,
): FieldError[] {
  const trimmed = expression.trim();
  if (trimmed === '') return [required(path, 'valueExpression is not specified')];
  if (byteLength(trimmed) > maxExpressionBytes) {
    return [required(path, `must not exceed ${maxExpressionBytes} bytes in length`)];
  }
  const compiled = compileExpression(trimmed, declarations, [string, nullType]);
  return 'problem' in compiled ? [invalid(path, expression, compiled.problem)] : [];
}
