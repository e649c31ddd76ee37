import { flag, object, objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { containersOf } from './containers.ts';
import { podSpecField } from './pod-spec-field.ts';

/** Something that a pod needs by name from its own namespace. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  /** The entries of it that have to be there. */
  readonly keys: readonly string[];
  readonly optional: boolean;
  /** Where the name stands. */
  readonly field: string;
}

const KINDS = [
  { kind: 'ConfigMap', volume: 'configMap', from: 'configMapRef', key: 'configMapKeyRef' },
  { kind: 'Secret', volume: 'secret', from: 'secretRef', key: 'secretKeyRef' },
] as const;

/**
 * The ConfigMaps, Secrets and ServiceAccount without which the pods of a workload do not start. Without imagePullSecrets:
 * the kubelet goes on where they are missing.
 */
export function referencesOf(workload: Workload): readonly Reference[] {
  const prefix = podSpecField(workload);
  const volumes = objects(workload.spec, 'volumes').flatMap((volume, index) =>
    ofVolume(volume, `${prefix}.volumes[${index}]`),
  );
  const containers = containersOf(workload).flatMap(({ container, field }) => [
    ...objects(container, 'env').flatMap((variable, index) =>
      ofVariable(variable, `${field}.env[${index}].valueFrom`),
    ),
    ...objects(container, 'envFrom').flatMap((source, index) =>
      ofSource(source, `${field}.envFrom[${index}]`),
    ),
  ]);
  return [...ofAccount(workload, prefix), ...volumes, ...containers].filter(
    ({ name }) => name !== '',
  );
}

/** The ServiceAccount of the pods. */
export function accountOf({ spec }: Pick<Workload, 'spec'>): string {
  return text(spec, 'serviceAccountName') || text(spec, 'serviceAccount') || 'default';
}

function ofAccount(workload: Workload, prefix: string): Reference[] {
  const name = accountOf(workload);
  const key = text(workload.spec, 'serviceAccountName') ? 'serviceAccountName' : 'serviceAccount';
  return [{ kind: 'ServiceAccount', name, keys: [], optional: false, field: `${prefix}.${key}` }];
}

function ofVolume(volume: JsonObject, field: string): Reference[] {
  const sources = objects(object(volume, 'projected'), 'sources');
  return [
    ...ofVolumeSource(volume, field, 'secretName'),
    ...sources.flatMap((source, index) =>
      ofVolumeSource(source, `${field}.projected.sources[${index}]`, 'name'),
    ),
  ];
}

function ofVolumeSource(
  source: JsonObject,
  field: string,
  secretName: 'name' | 'secretName',
): Reference[] {
  return KINDS.flatMap(({ kind, volume }) => {
    const found = object(source, volume);
    if (!found) return [];
    const key = kind === 'Secret' ? secretName : 'name';
    const keys = objects(found, 'items').map((item) => text(item, 'key'));
    return [makeReference(kind, found, `${field}.${volume}.${key}`, keys, key)];
  });
}

function ofSource(source: JsonObject, field: string): Reference[] {
  return KINDS.flatMap(({ kind, from }) => {
    const found = object(source, from);
    return found ? [makeReference(kind, found, `${field}.${from}.name`, [], 'name')] : [];
  });
}

function ofVariable(variable: JsonObject, field: string): Reference[] {
  const source = object(variable, 'valueFrom');
  return KINDS.flatMap(({ kind, key }) => {
    const found = object(source, key);
    if (!found) return [];
    return [makeReference(kind, found, `${field}.${key}.name`, [text(found, 'key')], 'name')];
  });
}

function makeReference(
  kind: Reference['kind'],
  found: JsonObject,
  field: string,
  keys: readonly string[],
  name: string,
): Reference {
  return { kind, name: text(found, name), keys, optional: flag(found, 'optional'), field };
}
