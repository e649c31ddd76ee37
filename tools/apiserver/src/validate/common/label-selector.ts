import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { forbidden, invalid, invalidEach, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { objects, text, textMap, texts } from '../../field/read.ts';
import { labelValue, qualifiedName } from './names.ts';

// Source: apimachinery/pkg/apis/meta/v1/validation/validation.go.

/** A map of labels below `key` of an object; upstream reports all of them at the map itself. */
export function validateLabels(
  fields: JsonObject | undefined,
  key: string,
  path: Path,
): FieldError[] {
  return textMap(fields, key).flatMap(([name, value]) => [
    ...validateLabelName(name, path),
    ...invalidEach(path, value, labelValue(value)),
  ]);
}

/** A key of labels. */
export function validateLabelName(name: string, path: Path): FieldError[] {
  return invalidEach(path, name, qualifiedName(name));
}

/** Choices of `validateLabelSelector`. */
export interface LabelSelectorOptions {
  /** Values that are no label values pass: objects that had them before. */
  readonly allowInvalidValues?: boolean;
}

/** A label selector; an absent one has no errors. */
export function validateLabelSelector(
  selector: JsonObject | undefined,
  path: Path,
  options: LabelSelectorOptions = {},
): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(selector, 'matchLabels', path.child('matchLabels')),
    ...objects(selector, 'matchExpressions').flatMap((requirement, index) =>
      validateRequirement(requirement, path.child('matchExpressions').index(index), options),
    ),
  ];
}

function validateRequirement(
  requirement: JsonObject,
  path: Path,
  options: LabelSelectorOptions,
): FieldError[] {
  const key = text(requirement, 'key');
  const errors = [
    ...validateOperator(requirement, path),
    ...validateLabelName(key, path.child('key')),
  ];
  if (options.allowInvalidValues) return errors;
  for (const [index, value] of texts(requirement, 'values').entries()) {
    append(errors, invalidEach(path.child('values').index(index), value, labelValue(value)));
  }
  return errors;
}

function validateOperator(requirement: JsonObject, path: Path): FieldError[] {
  const operator = text(requirement, 'operator');
  const count = texts(requirement, 'values').length;
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return [];
      return [
        required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"),
      ];
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return [];
      return [
        forbidden(
          path.child('values'),
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ];
    default:
      return [invalid(path.child('operator'), operator, 'not a valid selector operator')];
  }
}

/** Whether a selector has values that are no label values. */
export function hasInvalidLabelValue(selector: JsonObject | undefined): boolean {
  return objects(selector, 'matchExpressions').some((requirement) =>
    texts(requirement, 'values').some((value) => labelValue(value).length > 0),
  );
}

/**
 * Whether a valid selector matches labels; an absent one matches nothing, an empty one everything.
 * Source: metav1.LabelSelectorAsSelector.
 */
export function selectorMatches(
  selector: JsonObject | undefined,
  labels: ReadonlyMap<string, string>,
): boolean {
  if (selector === undefined) return false;
  return (
    textMap(selector, 'matchLabels').every(([key, value]) => labels.get(key) === value) &&
    objects(selector, 'matchExpressions').every((requirement) =>
      requirementMatches(requirement, labels),
    )
  );
}

function requirementMatches(requirement: JsonObject, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(text(requirement, 'key'));
  const values = texts(requirement, 'values');
  switch (text(requirement, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
