import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, optionalText } from '../field/read.ts';
import { isWhole } from '../validate/pod-spec/quantity.ts';

const CLASS = 'volume.beta.kubernetes.io/storage-class';

/** Source: GetWarningsForPersistentVolumeClaim in pkg/api/persistentvolumeclaim/util.go. */
export function warnOfPersistentVolumeClaim(claim: JsonObject): string[] {
  const warnings: string[] = [];
  const annotations = object(object(claim, 'metadata'), 'annotations');
  if (optionalText(annotations, CLASS) !== undefined) {
    const path = root.child('metadata', 'annotations').key(CLASS);
    warnings.push(`${path}: deprecated since v1.8; use "storageClassName" attribute instead`);
  }
  const resources = object(object(claim, 'spec'), 'resources');
  for (const key of ['requests', 'limits']) {
    const storage = optionalText(object(resources, key), 'storage');
    if (storage === undefined || isWhole(storage)) continue;
    const path = root.child('spec', 'resources', key).key('storage');
    warnings.push(`${path}: fractional byte value "${storage}" is invalid, must be an integer`);
  }
  return warnings;
}
