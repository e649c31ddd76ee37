import type { JsonObject } from 'kustomize-ts';
import { text } from '../field/read.ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_Deployment in pkg/apis/apps/v1/defaults.go. */
export function defaultDeployment(deployment: JsonObject): void {
  const spec = structField(deployment, 'spec');
  defaultPodTemplate(spec);
  spec['replicas'] ??= 1;
  const strategy = structField(spec, 'strategy');
  if (text(strategy, 'type') === '') strategy['type'] = 'RollingUpdate';
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = structField(strategy, 'rollingUpdate');
    rolling['maxUnavailable'] ??= '25%';
    rolling['maxSurge'] ??= '25%';
  }
  spec['revisionHistoryLimit'] ??= 10;
  spec['progressDeadlineSeconds'] ??= 600;
}
