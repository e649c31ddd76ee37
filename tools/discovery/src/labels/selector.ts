import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Labels } from '../store/stored-object.ts';

/** One condition on labels; all of a selector's have to hold. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector: conditions that all have to hold; without any it selects everything. Null selects nothing. */
export type Selector = readonly Requirement[] | null;

/** Selects everything. */
export const everything: Selector = [];

/**
 * A `LabelSelector` (`metav1.LabelSelectorAsSelector`): absent or null it selects nothing, empty it selects everything.
 * An operator that the API does not have selects nothing.
 */
export function readLabelSelector(selector: JsonObject | undefined): Selector {
  if (selector === undefined) return null;
  const requirements = equalityRequirements(textMap(selector, 'matchLabels'));
  for (const expression of objects(selector, 'matchExpressions')) {
    const operator = text(expression, 'operator');
    if (!isOperator(operator)) return null;
    requirements.push({
      key: text(expression, 'key'),
      operator,
      values: texts(expression, 'values'),
    });
  }
  return requirements;
}

/**
 * The selector of a Service or ReplicationController, a plain map: absent or empty it selects nothing, because then
 * nobody makes endpoints (`v1.ServiceSpec.selector`).
 */
export function readMapSelector(parent: JsonObject | undefined, key = 'selector'): Selector {
  const labels = textMap(parent, key);
  return labels.length === 0 ? null : equalityRequirements(labels);
}

/** The `LabelSelector` in a field of an object. */
export function readSelectorField(parent: JsonObject | undefined, key: string): Selector {
  return readLabelSelector(object(parent, key));
}

/** Whether labels are selected. `NotIn` also holds where the key is absent. */
export function selects(selector: Selector, labels: Labels): boolean {
  return selector !== null && selector.every((requirement) => holds(requirement, labels));
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

function equalityRequirements(labels: readonly (readonly [string, string])[]): Requirement[] {
  return labels.map(([key, value]) => ({ key, operator: 'In', values: [value] }));
}

function isOperator(word: string): word is Requirement['operator'] {
  return word === 'In' || word === 'NotIn' || word === 'Exists' || word === 'DoesNotExist';
}
