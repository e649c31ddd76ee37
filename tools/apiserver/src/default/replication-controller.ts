import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_ReplicationController in pkg/apis/core/v1/defaults.go: labels of the template stand for others. */
export function defaultReplicationController(controller: JsonObject): void {
  const spec = structField(controller, 'spec');
  spec['replicas'] ??= 1;
  const template = object(spec, 'template');
  if (!template) return;
  defaultPodTemplate(spec);
  const labels = object(object(template, 'metadata'), 'labels');
  if (!labels) return;
  const metadata = structField(controller, 'metadata');
  for (const [owner, field] of [
    [spec, 'selector'],
    [metadata, 'labels'],
  ] as const) {
    if (Object.keys(object(owner, field) ?? {}).length === 0) owner[field] = { ...labels };
  }
}
