import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';
import { decodeGoValue } from '../../decode/go-value.ts';
import { isInputObject, isList, type Input } from '../../decode/input.ts';
import { parseJsonText } from '../../decode/json-text.ts';
import { goTypeOf, type GoType } from '../../schema/types.ts';
import { validateProfileAnnotations } from './profiles.ts';
import { validateTolerations } from './tolerations.ts';

/** Marks the Pod that stands for one of a kubelet (core.MirrorPodAnnotationKey). */
export const MIRROR = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MAX_INT32 = 2_147_483_647;
const TOLERATION_FIELDS = ['key', 'operator', 'value', 'effect', 'tolerationSeconds'];

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

const TOLERATION_LIST: GoType = {
  kind: 'list',
  element: goTypeOf('core/v1.Toleration'),
  merge: 'atomic',
  go: '[]core.Toleration',
};

/** Tolerations as JSON in an annotation, which nothing reads any more (GetTolerationsFromPodAnnotations). */
function validateTolerationText(annotation: string, path: Path): FieldError[] {
  const json = parseJsonText(annotation);
  if ('error' in json) return [invalid(path, TOLERATIONS, json.error)];
  const { value, error } = decodeGoValue(withFieldNames(json.value), TOLERATION_LIST);
  if (error !== undefined) return [invalid(path, TOLERATIONS, error)];
  return validateTolerations(objects({ value }, 'value'), path.child(TOLERATIONS));
}

/** Go's own decoder of JSON takes names of fields in any case. */
function withFieldNames(input: Input): Input {
  if (isList(input)) return input.map((item) => withFieldNames(item));
  if (!isInputObject(input)) return input;
  return {
    entries: input.entries.map(([key, value]) => {
      const name = TOLERATION_FIELDS.find((field) => field.toLowerCase() === key.toLowerCase());
      return [name ?? key, value] as const;
    }),
  };
}
