import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import { roundRequirements } from './resources.ts';

/** What is asked of storage: a file system, if nothing else (SetDefaults_PersistentVolumeClaimSpec). */
export function defaultClaimSpec(spec: JsonObject): void {
  spec['volumeMode'] ??= 'Filesystem';
  roundRequirements(object(spec, 'resources'));
}
