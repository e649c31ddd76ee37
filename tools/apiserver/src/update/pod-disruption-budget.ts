import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { object } from '../field/read.ts';
import { hasInvalidLabelValue } from '../validate/common/label-selector.ts';
import { validatePodDisruptionBudget } from '../validate/pod-disruption-budget.ts';

/** A selector with wrong values may stay so (pkg/registry/policy/poddisruptionbudget/strategy.go). */
export function validatePodDisruptionBudgetUpdate(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  const selector = object(object(before, 'spec'), 'selector');
  return validatePodDisruptionBudget(after, { allowInvalidValues: hasInvalidLabelValue(selector) });
}
