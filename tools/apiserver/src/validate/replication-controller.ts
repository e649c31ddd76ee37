import type { JsonObject } from 'kustomize-ts';
import { required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, optionalInteger } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { nameIsSubdomain, validateMetadata, type NameRule } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import {
  validatePodTemplate,
  validateRunsForEver,
  validateTemplateMatches,
} from './pod-template.ts';

// Source: pkg/apis/core/validation/validation.go.

// A prefix is not looked at (ValidateObjectMetaWithOpts), the name made of it is.
const nameOnly: NameRule = (name, prefix) => (prefix ? [] : nameIsSubdomain(name, false));

/** A new ReplicationController. */
export function validateReplicationController(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameOnly),
    ...validateReplicationControllerSpec(specOf(target), root.child('spec')),
  ];
}

/** The spec of a new or changed ReplicationController (ValidateReplicationControllerSpec). */
export function validateReplicationControllerSpec(spec: JsonObject, path: Path): FieldError[] {
  const selector = object(spec, 'selector') ?? {};
  const isEmpty = Object.keys(selector).length === 0;
  const replicas = optionalInteger(spec, 'replicas');
  return [
    ...validateNonNegative(spec, 'minReadySeconds', path),
    ...(isEmpty ? [required(path.child('selector'))] : []),
    ...(replicas === undefined
      ? [required(path.child('replicas'))]
      : validateNonNegative(spec, 'replicas', path)),
    ...validateTemplate(object(spec, 'template'), selector, isEmpty, path.child('template')),
  ];
}

function validateTemplate(
  template: JsonObject | undefined,
  selector: JsonObject,
  isEmpty: boolean,
  path: Path,
): FieldError[] {
  if (!template) return [required(path)];
  return [
    ...(isEmpty ? [] : validateTemplateMatches(template, { matchLabels: selector }, path)),
    ...validatePodTemplate(template, path),
    ...validateRunsForEver(template, 'ReplicationController', path),
  ];
}
