import type { JsonObject } from 'kustomize-ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, intOrString, object, optionalInteger, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import { validateOwnPods } from './replica-set.ts';
import { amountOf, showStrategy, validateAmount, validateAtMostAll } from './rolling-update.ts';

// Source: pkg/apis/apps/validation/validation.go.

/** A new Deployment. */
export function validateDeployment(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameIsSubdomain),
    ...validateDeploymentSpec(specOf(target), root.child('spec')),
  ];
}

/** The spec of a new or changed Deployment (ValidateDeploymentSpec). */
export function validateDeploymentSpec(spec: JsonObject, path: Path): FieldError[] {
  return [
    ...validateNonNegative(spec, 'replicas', path),
    ...validateOwnPods(spec, path),
    ...validateStrategy(object(spec, 'strategy') ?? {}, path.child('strategy')),
    ...validateNonNegative(spec, 'minReadySeconds', path),
    ...validateNonNegative(spec, 'revisionHistoryLimit', path),
    ...validateNonNegative(spec, 'progressDeadlineSeconds', path),
    ...validateProgressDeadline(spec, path.child('progressDeadlineSeconds')),
  ];
}

function validateProgressDeadline(spec: JsonObject, path: Path): FieldError[] {
  const deadline = optionalInteger(spec, 'progressDeadlineSeconds');
  if (deadline === undefined || deadline > integer(spec, 'minReadySeconds')) return [];
  return [invalid(path, deadline, 'must be greater than minReadySeconds')];
}

function validateStrategy(strategy: JsonObject, path: Path): FieldError[] {
  const rolling = object(strategy, 'rollingUpdate');
  const rollingPath = path.child('rollingUpdate');
  switch (text(strategy, 'type')) {
    case 'Recreate': {
      if (!rolling) return [];
      const detail = "may not be specified when strategy `type` is 'Recreate'";
      return [forbidden(rollingPath, detail)];
    }
    case 'RollingUpdate':
      if (rolling) return validateRollingUpdate(rolling, rollingPath);
      return [required(rollingPath, 'this should be defaulted and never be nil')];
    default:
      return [notSupported(path, showStrategy(strategy), ['Recreate', 'RollingUpdate'])];
  }
}

function validateRollingUpdate(rolling: JsonObject, path: Path): FieldError[] {
  const unavailable = intOrString(rolling, 'maxUnavailable') ?? 0;
  const surge = intOrString(rolling, 'maxSurge') ?? 0;
  const errors = [
    ...validateAmount(unavailable, path.child('maxUnavailable')),
    ...validateAmount(surge, path.child('maxSurge')),
  ];
  if (amountOf(unavailable) === 0 && amountOf(surge) === 0) {
    const detail = 'may not be 0 when `maxSurge` is 0';
    errors.push(invalid(path.child('maxUnavailable'), unavailable, detail));
  }
  return [...errors, ...validateAtMostAll(unavailable, path.child('maxUnavailable'))];
}
