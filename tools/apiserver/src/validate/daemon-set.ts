import type { JsonObject } from 'kustomize-ts';
import { invalid, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { intOrString, object, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateLabelSelector } from './common/label-selector.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import {
  validatePodTemplate,
  validateRunsForEver,
  validateTemplateMatches,
} from './pod-template.ts';
import { isEmptySelector } from './replica-set.ts';
import { amountOf, showStrategy, validateAmount, validateAtMostAll } from './rolling-update.ts';

// Source: pkg/apis/apps/validation/validation.go.

/** A new DaemonSet. */
export function validateDaemonSet(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameIsSubdomain),
    ...validateDaemonSetSpec(specOf(target), root.child('spec')),
  ];
}

/** The spec of a new or changed DaemonSet (ValidateDaemonSetSpec). */
export function validateDaemonSetSpec(spec: JsonObject, path: Path): FieldError[] {
  const selector = object(spec, 'selector');
  const selectorPath = path.child('selector');
  const template = object(spec, 'template') ?? {};
  const templatePath = path.child('template');
  const selectorErrors = validateLabelSelector(selector, selectorPath);
  return [
    ...selectorErrors,
    ...(selectorErrors.length > 0 ? [] : validateTemplateMatches(template, selector, templatePath)),
    ...(selector && isEmptySelector(selector)
      ? [invalid(selectorPath, selector, 'empty selector is invalid for daemonset')]
      : []),
    ...validatePodTemplate(template, templatePath),
    ...validateRunsForEver(template, 'DaemonSet', templatePath),
    ...validateNonNegative(spec, 'minReadySeconds', path),
    ...validateUpdateStrategy(object(spec, 'updateStrategy') ?? {}, path.child('updateStrategy')),
    ...validateNonNegative(spec, 'revisionHistoryLimit', path),
  ];
}

function validateUpdateStrategy(strategy: JsonObject, path: Path): FieldError[] {
  const rolling = object(strategy, 'rollingUpdate');
  switch (text(strategy, 'type')) {
    case 'OnDelete':
      return [];
    case 'RollingUpdate':
      if (!rolling) return [required(path.child('rollingUpdate'))];
      return validateRollingUpdate(rolling, path.child('rollingUpdate'));
    default:
      return [notSupported(path, showStrategy(strategy), ['RollingUpdate', 'OnDelete'])];
  }
}

function validateRollingUpdate(rolling: JsonObject, path: Path): FieldError[] {
  const unavailable = intOrString(rolling, 'maxUnavailable') ?? 0;
  const surge = intOrString(rolling, 'maxSurge') ?? 0;
  const unavailablePath = path.child('maxUnavailable');
  const surgePath = path.child('maxSurge');
  const errors = [
    ...validateAmount(unavailable, unavailablePath),
    ...validateAmount(surge, surgePath),
    ...validateAtMostAll(unavailable, unavailablePath),
    ...validateAtMostAll(surge, surgePath),
  ];
  const removes = amountOf(unavailable) !== 0;
  const adds = amountOf(surge) !== 0;
  if (removes && adds) {
    errors.push(invalid(surgePath, surge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!removes && !adds) {
    errors.push(required(unavailablePath, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}
