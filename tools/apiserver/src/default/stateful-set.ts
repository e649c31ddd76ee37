import type { JsonObject } from 'kustomize-ts';
import { object, objects, text } from '../field/read.ts';
import { defaultClaimSpec } from './claim.ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_StatefulSet in pkg/apis/apps/v1/defaults.go; MaxUnavailableStatefulSet is off. */
export function defaultStatefulSet(statefulSet: JsonObject): void {
  const spec = structField(statefulSet, 'spec');
  defaultPodTemplate(spec);
  for (const claim of objects(spec, 'volumeClaimTemplates')) defaultClaimTemplate(claim);
  if (text(spec, 'podManagementPolicy') === '') spec['podManagementPolicy'] = 'OrderedReady';
  const strategy = structField(spec, 'updateStrategy');
  if (text(strategy, 'type') === '') {
    strategy['type'] = 'RollingUpdate';
    structField(strategy, 'rollingUpdate');
  }
  const rolling = object(strategy, 'rollingUpdate');
  if (strategy['type'] === 'RollingUpdate' && rolling) rolling['partition'] ??= 0;
  const retention = structField(spec, 'persistentVolumeClaimRetentionPolicy');
  for (const field of ['whenDeleted', 'whenScaled']) {
    if (text(retention, field) === '') retention[field] = 'Retain';
  }
  spec['replicas'] ??= 1;
  spec['revisionHistoryLimit'] ??= 10;
}

/** Claims are whole objects in the answer, as if they had been made. */
function defaultClaimTemplate(claim: JsonObject): void {
  claim['apiVersion'] = 'v1';
  claim['kind'] = 'PersistentVolumeClaim';
  defaultClaimSpec(structField(claim, 'spec'));
  const status = structField(claim, 'status');
  if (text(status, 'phase') === '') status['phase'] = 'Pending';
}
