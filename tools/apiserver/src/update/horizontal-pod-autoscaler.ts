import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { object } from '../field/read.ts';
import { toVersion2, validateAutoscalerSpec } from '../validate/horizontal-pod-autoscaler.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';

// Source: ValidateHorizontalPodAutoscalerUpdate in pkg/apis/autoscaling/validation/validation.go.

/** An autoscaler of v2. */
export function validateHorizontalPodAutoscalerUpdate(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateAutoscalerSpec(object(after, 'spec'), object(before, 'spec')),
  ];
}

/** An autoscaler of v1. */
export function validateHorizontalPodAutoscalerV1Update(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  return validateHorizontalPodAutoscalerUpdate(toVersion2(after), toVersion2(before));
}
