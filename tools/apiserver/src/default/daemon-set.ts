import type { JsonObject } from 'kustomize-ts';
import { text } from '../field/read.ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_DaemonSet in pkg/apis/apps/v1/defaults.go. */
export function defaultDaemonSet(daemonSet: JsonObject): void {
  const spec = structField(daemonSet, 'spec');
  defaultPodTemplate(spec);
  const strategy = structField(spec, 'updateStrategy');
  if (text(strategy, 'type') === '') strategy['type'] = 'RollingUpdate';
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = structField(strategy, 'rollingUpdate');
    rolling['maxUnavailable'] ??= 1;
    rolling['maxSurge'] ??= 0;
  }
  spec['revisionHistoryLimit'] ??= 10;
}
