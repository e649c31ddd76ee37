import type { JsonObject } from 'kustomize-ts';
import { invalid, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateLabelSelector } from './common/label-selector.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import { showSelector } from './pod-spec/show-selector.ts';
import {
  validatePodTemplate,
  validateRunsForEver,
  validateTemplateMatches,
} from './pod-template.ts';

// Source: pkg/apis/apps/validation/validation.go.

/** A new ReplicaSet. */
export function validateReplicaSet(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameIsSubdomain),
    ...validateReplicaSetSpec(specOf(target), root.child('spec')),
  ];
}

/** The spec of a new or changed ReplicaSet (ValidateReplicaSetSpec). */
export function validateReplicaSetSpec(spec: JsonObject, path: Path): FieldError[] {
  return [
    ...validateNonNegative(spec, 'replicas', path),
    ...validateNonNegative(spec, 'minReadySeconds', path),
    ...validateOwnPods(spec, path),
  ];
}

/** The selector and the template of a Deployment or ReplicaSet: made for each other. */
export function validateOwnPods(spec: JsonObject, path: Path): FieldError[] {
  const selector = object(spec, 'selector');
  const selectorPath = path.child('selector');
  const selectorErrors = validateRequiredSelector(selector, 'deployment', selectorPath);
  const template = object(spec, 'template') ?? {};
  const templatePath = path.child('template');
  // A selector that cannot be read leaves the template unseen.
  if (selector && validateLabelSelector(selector, selectorPath).length > 0) {
    return [
      ...selectorErrors,
      invalid(selectorPath, showSelector(selector), 'invalid label selector'),
    ];
  }
  return [
    ...selectorErrors,
    ...(isEmptySelector(selector) ? [] : validateTemplateMatches(template, selector, templatePath)),
    ...validatePodTemplate(template, templatePath),
    ...validateRunsForEver(template, 'ReplicaSet', templatePath),
  ];
}

/** A selector that is there, right, and not empty. */
export function validateRequiredSelector(
  selector: JsonObject | undefined,
  controller: string,
  path: Path,
): FieldError[] {
  if (!selector) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  if (isEmptySelector(selector)) {
    errors.push(invalid(path, selector, `empty selector is invalid for ${controller}`));
  }
  return errors;
}

/** Whether a selector asks nothing; an absent one, which matches nothing, does not. */
export function isEmptySelector(selector: JsonObject | undefined): boolean {
  if (!selector) return false;
  const labels = object(selector, 'matchLabels');
  const expressions = selector['matchExpressions'];
  const count = Array.isArray(expressions) ? expressions.length : 0;
  return Object.keys(labels ?? {}).length + count === 0;
}
