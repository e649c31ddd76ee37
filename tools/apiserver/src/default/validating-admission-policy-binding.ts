import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { defaultMatchResources } from './validating-admission-policy.ts';

/** Source: pkg/apis/admissionregistration/v1/defaults.go. */
export function defaultValidatingAdmissionPolicyBinding(binding: JsonObject): void {
  defaultMatchResources(object(specOf(binding), 'matchResources'));
}
