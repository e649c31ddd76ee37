import type { JsonObject } from 'kustomize-ts';
import type { Path } from '../../field/path.ts';
import { object, objects } from '../../field/read.ts';
import { warnOfClaimSpec } from '../claim-spec.ts';

/** Kinds of volume on their way out, in upstream's order. */
const DEPRECATED: readonly (readonly [field: string, message: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];
/** Upstream writes these fields otherwise in the warning. */
const WRITTEN: Readonly<Record<string, string>> = { storageos: 'storageOS' };

/** Deprecated volumes of a pod, and amounts that are no whole bytes. */
export function warnOfVolumes(spec: JsonObject, path: Path): string[] {
  return objects(spec, 'volumes').flatMap((volume, index) => {
    const at = path.index(index);
    const template = object(object(volume, 'ephemeral'), 'volumeClaimTemplate');
    const claimPath = at.child('ephemeral', 'volumeClaimTemplate', 'spec');
    // A volume has one source, so the order of the two does not matter.
    return [
      ...DEPRECATED.filter(([field]) => object(volume, field)).map(
        ([field, message]) => `${at.child(WRITTEN[field] ?? field)}: ${message}`,
      ),
      ...(template ? warnOfClaimSpec(object(template, 'spec'), claimPath) : []),
    ];
  });
}
