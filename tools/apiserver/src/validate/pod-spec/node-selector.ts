import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { forbidden, invalid, invalidEach, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { objects, text, texts } from '../../field/read.ts';
import { validateLabelName } from '../common/label-selector.ts';
import { dns1123Subdomain, labelValue } from '../common/names.ts';

// Source: pkg/apis/core/validation/validation.go, ValidateNodeSelector and its neighbours.

/** Which nodes a pod may run on: at least one alternative. */
export function validateNodeSelector(selector: JsonObject, path: Path): FieldError[] {
  const termsPath = path.child('nodeSelectorTerms');
  const terms = objects(selector, 'nodeSelectorTerms');
  if (terms.length === 0) return [required(termsPath, 'must have at least one node selector term')];
  return terms.flatMap((term, index) =>
    validateNodeSelectorTerm(term, true, termsPath.index(index)),
  );
}

/** One alternative; `checkValues` is off where upstream lets values pass that are no label values. */
export function validateNodeSelectorTerm(
  term: JsonObject | undefined,
  checkValues: boolean,
  path: Path,
): FieldError[] {
  return [
    ...objects(term, 'matchExpressions').flatMap((requirement, index) =>
      validateRequirement(requirement, checkValues, path.child('matchExpressions').index(index)),
    ),
    ...objects(term, 'matchFields').flatMap((requirement, index) =>
      validateFieldRequirement(requirement, path.child('matchFields').index(index)),
    ),
  ];
}

function validateRequirement(
  requirement: JsonObject,
  checkValues: boolean,
  path: Path,
): FieldError[] {
  const key = text(requirement, 'key');
  const errors = [
    ...validateOperator(requirement, path),
    ...validateLabelName(key, path.child('key')),
  ];
  if (!checkValues) return errors;
  for (const [index, value] of texts(requirement, 'values').entries()) {
    append(errors, invalidEach(path.child('values').index(index), value, labelValue(value)));
  }
  return errors;
}

function validateOperator(requirement: JsonObject, path: Path): FieldError[] {
  const operator = text(requirement, 'operator');
  const count = texts(requirement, 'values').length;
  const values = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return [];
      return [required(values, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return [];
      return [
        forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      ];
    case 'Gt':
    case 'Lt':
      if (count === 1) return [];
      return [required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(path.child('operator'), operator, 'not a valid selector operator')];
  }
}

function validateFieldRequirement(requirement: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const operator = text(requirement, 'operator');
  const values = texts(requirement, 'values');
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), detail));
  }
  const key = text(requirement, 'key');
  if (key !== 'metadata.name') {
    return [...errors, invalid(path.child('key'), key, 'not a valid field selector key')];
  }
  for (const [index, value] of values.entries()) {
    append(errors, invalidEach(path.child('values').index(index), value, dns1123Subdomain(value)));
  }
  return errors;
}
