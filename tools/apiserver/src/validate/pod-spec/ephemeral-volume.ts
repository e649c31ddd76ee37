import type { JsonObject } from 'kustomize-ts';
import { forbidden, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object } from '../../field/read.ts';
import { validateLabels } from '../common/label-selector.ts';
import { validateAnnotations } from '../metadata.ts';
import { validateClaimSpec } from './claim-spec.ts';

/** The fields of ObjectMeta that the template may not have, in upstream's order. */
const OTHER_METADATA = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** A volume whose claim is made with the pod (validateEphemeralVolumeSource). */
export function validateEphemeralVolume(source: JsonObject, path: Path): FieldError[] {
  const template = object(source, 'volumeClaimTemplate');
  const at = path.child('volumeClaimTemplate');
  if (!template) return [required(at)];
  const metadata = object(template, 'metadata');
  const metadataPath = at.child('metadata');
  return [
    ...validateAnnotations(metadata, metadataPath.child('annotations')),
    ...validateLabels(metadata, 'labels', metadataPath.child('labels')),
    ...OTHER_METADATA.filter((field) => metadata?.[field] !== undefined).map((field) =>
      forbidden(metadataPath.child(field), 'cannot be set'),
    ),
    ...validateClaimSpec(object(template, 'spec'), at.child('spec')),
  ];
}
