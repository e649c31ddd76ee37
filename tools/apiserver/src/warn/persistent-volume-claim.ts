import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, optionalText } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { CLASS_ANNOTATION } from '../validate/persistent-volume-claim.ts';
import { warnOfClaimSpec } from './claim-spec.ts';

/** Source: GetWarningsForPersistentVolumeClaim in pkg/api/persistentvolumeclaim/util.go. */
export function warnOfPersistentVolumeClaim(claim: JsonObject): string[] {
  const warnings = warnOfClaimSpec(specOf(claim), root.child('spec'));
  const annotations = object(object(claim, 'metadata'), 'annotations');
  if (optionalText(annotations, CLASS_ANNOTATION) === undefined) return warnings;
  const path = root.child('metadata', 'annotations').key(CLASS_ANNOTATION);
  return [`${path}: deprecated since v1.8; use "storageClassName" attribute instead`, ...warnings];
}
