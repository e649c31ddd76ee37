import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { isObject, object, optionalText, text } from '../../field/read.ts';
import { validateProfileAnnotations } from './profiles.ts';
import { validateTolerations } from './tolerations.ts';

export const MIRROR = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MAX_INT32 = 2_147_483_647;

/** Annotations that mean something to a pod (ValidatePodSpecificAnnotations). */
export function validatePodAnnotations(
  metadata: JsonObject | undefined,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const annotations = object(metadata, 'annotations');
  const mirror = optionalText(annotations, MIRROR);
  if (mirror !== undefined && text(spec, 'nodeName') === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(path.key(MIRROR), mirror, detail));
  }
  const tolerations = text(annotations, TOLERATIONS);
  if (tolerations !== '') append(errors, validateTolerationText(tolerations, path));
  const cost = optionalText(annotations, DELETION_COST);
  if (cost !== undefined && !isDeletionCost(cost)) {
    errors.push(invalid(path.key(DELETION_COST), cost, 'must be a 32bit integer'));
  }
  append(errors, validateProfileAnnotations(metadata, spec, path));
  return errors;
}

function isDeletionCost(cost: string): boolean {
  const value = Number(cost);
  return /^(?:0|[1-9][0-9]*|-[0-9]+)$/.test(cost) && value <= MAX_INT32 && value >= -MAX_INT32 - 1;
}

/** Tolerations as JSON in an annotation, which nothing reads any more. */
function validateTolerationText(annotation: string, path: Path): FieldError[] {
  try {
    const tolerations: unknown = JSON.parse(annotation);
    const items = Array.isArray(tolerations) ? tolerations.filter((item) => isObject(item)) : [];
    return validateTolerations(items, path.child(TOLERATIONS));
  } catch (error) {
    // The parser's words are not those of Go.
    const detail = error instanceof Error ? error.message : 'invalid JSON';
    return [invalid(path, TOLERATIONS, detail)];
  }
}
