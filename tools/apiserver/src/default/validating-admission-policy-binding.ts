import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import { defaultMatchResources } from './validating-admission-policy.ts';
import { structField } from './struct-field.ts';

/** Source: pkg/apis/admissionregistration/v1/defaults.go. */
export function defaultValidatingAdmissionPolicyBinding(binding: JsonObject): void {
  defaultMatchResources(object(structField(binding, 'spec'), 'matchResources'));
}
