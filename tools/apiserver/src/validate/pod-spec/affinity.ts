import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { forbidden, invalid, invalidEach, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { integer, object, objects, text, textMap, texts } from '../../field/read.ts';
import { validateLabelName, validateLabelSelector } from '../common/label-selector.ts';
import { nameIsLabel } from '../metadata.ts';
import { validateNodeSelector, validateNodeSelectorTerm } from './node-selector.ts';

// Source: pkg/apis/core/validation/validation.go, validateAffinity and its neighbours.

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Which nodes and which other pods a pod wants to be near, or far from. */
export function validateAffinity(spec: JsonObject, path: Path): FieldError[] {
  const affinity = object(spec, 'affinity');
  return [
    ...validateNodeAffinity(object(affinity, 'nodeAffinity'), path.child('nodeAffinity')),
    ...validatePodAffinity(object(affinity, 'podAffinity'), path.child('podAffinity')),
    ...validatePodAffinity(object(affinity, 'podAntiAffinity'), path.child('podAntiAffinity')),
  ];
}

function validateNodeAffinity(affinity: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const selector = object(affinity, REQUIRED);
  if (selector) append(errors, validateNodeSelector(selector, path.child(REQUIRED)));
  for (const [index, term] of objects(affinity, PREFERRED).entries()) {
    const at = path.child(PREFERRED).index(index);
    append(
      errors,
      validateWeight(term, at),
      // Upstream lets bad label values of preferences pass.
      validateNodeSelectorTerm(object(term, 'preference'), false, at.child('preference')),
    );
  }
  return errors;
}

function validatePodAffinity(affinity: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, term] of objects(affinity, REQUIRED).entries()) {
    append(errors, validateTerm(term, path.child(REQUIRED).index(index)));
  }
  for (const [index, weighted] of objects(affinity, PREFERRED).entries()) {
    const at = path.child(PREFERRED).index(index);
    append(
      errors,
      validateWeight(weighted, at),
      validateTerm(object(weighted, 'podAffinityTerm'), at.child('podAffinityTerm')),
    );
  }
  return errors;
}

function validateWeight(term: JsonObject, path: Path): FieldError[] {
  const weight = integer(term, 'weight');
  if (weight > 0 && weight <= 100) return [];
  return [invalid(path.child('weight'), weight, 'must be in the range 1-100')];
}

function validateTerm(term: JsonObject | undefined, path: Path): FieldError[] {
  const selector = object(term, 'labelSelector');
  const errors = [
    ...validateLabelSelector(selector, path.child('labelSelector')),
    ...validateLabelSelector(object(term, 'namespaceSelector'), path.child('namespaceSelector')),
  ];
  for (const name of texts(term, 'namespaces')) {
    append(errors, invalidEach(path.child('namespace'), name, nameIsLabel(name, false)));
  }
  const matched = texts(term, 'matchLabelKeys');
  const mismatched = texts(term, 'mismatchLabelKeys');
  append(errors, validateMatchLabelKeys(matched, mismatched, selector, path));
  const key = text(term, 'topologyKey');
  if (key === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  append(errors, validateLabelName(key, path.child('topologyKey')));
  return errors;
}

/**
 * Keys whose values the pod's own labels give (KEP-3633, ValidateMatchLabelKeysAndMismatchLabelKeys). They
 * are part of the selector already: a key that stands there twice was there before.
 */
export function validateMatchLabelKeys(
  matched: readonly string[],
  mismatched: readonly string[],
  selector: JsonObject | undefined,
  path: Path,
): FieldError[] {
  const errors = [
    ...validateLabelKeys(matched, selector, path.child('matchLabelKeys')),
    ...validateLabelKeys(mismatched, selector, path.child('mismatchLabelKeys')),
  ];
  const seen = new Set(textMap(selector, 'matchLabels').map(([key]) => key));
  for (const expression of objects(selector, 'matchExpressions')) {
    const key = text(expression, 'key');
    const index = matched.lastIndexOf(key);
    if (index >= 0 && seen.has(key)) {
      const detail = 'exists in both matchLabelKeys and labelSelector';
      errors.push(invalid(path.index(index), key, detail));
    }
    seen.add(key);
  }
  for (const [index, key] of matched.entries()) {
    if (!mismatched.includes(key)) continue;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid(path.child('matchLabelKeys').index(index), key, detail));
  }
  return errors;
}

function validateLabelKeys(
  keys: readonly string[],
  selector: JsonObject | undefined,
  path: Path,
): FieldError[] {
  if (keys.length === 0) return [];
  if (!selector) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, index) => validateLabelName(key, path.index(index)));
}
