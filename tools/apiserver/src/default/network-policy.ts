import type { JsonObject } from 'kustomize-ts';
import { objects, texts } from '../field/read.ts';
import { structField } from './struct-field.ts';

/** Source: pkg/apis/networking/v1/defaults.go. */
export function defaultNetworkPolicy(policy: JsonObject): void {
  const spec = structField(policy, 'spec');
  for (const rule of [...objects(spec, 'ingress'), ...objects(spec, 'egress')]) {
    for (const port of objects(rule, 'ports')) port['protocol'] ??= 'TCP';
  }
  if (texts(spec, 'policyTypes').length > 0) return;
  const hasEgress = objects(spec, 'egress').length > 0;
  spec['policyTypes'] = hasEgress ? ['Ingress', 'Egress'] : ['Ingress'];
}
