import type { JsonObject } from 'kustomize-ts';
import { object, objects } from '../field/read.ts';
import { structField } from './struct-field.ts';

/** Source: pkg/apis/admissionregistration/v1/defaults.go. */
export function defaultValidatingAdmissionPolicy(policy: JsonObject): void {
  const spec = structField(policy, 'spec');
  spec['failurePolicy'] ??= 'Fail';
  defaultMatchResources(object(spec, 'matchConstraints'));
}

/** Match constraints of a policy, or the matchResources of a binding. */
export function defaultMatchResources(resources: JsonObject | undefined): void {
  if (resources === undefined) return;
  resources['matchPolicy'] ??= 'Equivalent';
  resources['namespaceSelector'] ??= {};
  resources['objectSelector'] ??= {};
  for (const rule of [
    ...objects(resources, 'resourceRules'),
    ...objects(resources, 'excludeResourceRules'),
  ]) {
    rule['scope'] ??= '*';
  }
}
