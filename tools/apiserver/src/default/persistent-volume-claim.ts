import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import { defaultClaimSpec } from './claim.ts';
import { structField } from './struct-field.ts';

/** Source: pkg/apis/core/v1/defaults.go. */
export function defaultPersistentVolumeClaim(claim: JsonObject): void {
  defaultClaimSpec(structField(claim, 'spec'));
}

/**
 * Data sources of other kinds than claims and snapshots are dropped, and the old and the new field say the same.
 * Source: pkg/api/persistentvolumeclaim/util.go, with CrossNamespaceVolumeDataSource off.
 */
export function preparePersistentVolumeClaim(claim: JsonObject, before?: JsonObject): void {
  const spec = structField(claim, 'spec');
  const old = before && object(before, 'spec');
  const hadReference = object(old, 'dataSourceRef') !== undefined;
  const hadSource = hadReference || object(old, 'dataSource') !== undefined;
  if (text(object(spec, 'dataSourceRef'), 'namespace') !== '' && !hadReference) {
    delete spec['dataSourceRef'];
  }
  const reference = object(spec, 'dataSourceRef');
  if (!hadSource && reference === undefined && !isKnownSource(object(spec, 'dataSource'))) {
    delete spec['dataSource'];
  }
  const source = object(spec, 'dataSource');
  if (source !== undefined && reference === undefined) spec['dataSourceRef'] = { ...source };
  else if (reference !== undefined && source === undefined) {
    const { namespace, ...rest } = reference;
    if (namespace === undefined || namespace === '') spec['dataSource'] = rest;
  }
}

function isKnownSource(source: JsonObject | undefined): boolean {
  const group = text(source, 'apiGroup');
  const kind = text(source, 'kind');
  if (kind === 'PersistentVolumeClaim') return group === '';
  return kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io';
}
