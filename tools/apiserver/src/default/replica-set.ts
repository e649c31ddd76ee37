import type { JsonObject } from 'kustomize-ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_ReplicaSet in pkg/apis/apps/v1/defaults.go. */
export function defaultReplicaSet(replicaSet: JsonObject): void {
  const spec = structField(replicaSet, 'spec');
  defaultPodTemplate(spec);
  spec['replicas'] ??= 1;
}
