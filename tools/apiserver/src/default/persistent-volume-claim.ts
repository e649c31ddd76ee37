import type { JsonObject } from 'kustomize-ts';
import { object, optionalText, text, texts } from '../field/read.ts';
import type { Admission, Cluster } from '../kind.ts';
import { CLASS_ANNOTATION } from '../validate/persistent-volume-claim.ts';
import { defaultClaimSpec } from './claim.ts';
import { defaultClass } from './default-class.ts';
import { nameOf } from './existing.ts';
import { structField } from './struct-field.ts';

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

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

/**
 * The finalizer that keeps a claim while pods use it, and the cluster's default class for a claim that names none.
 * Source: plugin/pkg/admission/storage, storageobjectinuseprotection and storageclass/setdefault.
 */
export function admitPersistentVolumeClaim(claim: JsonObject, cluster: Cluster): Admission {
  const metadata = object(claim, 'metadata');
  const finalizers = texts(metadata, 'finalizers');
  const finalizer = 'kubernetes.io/pvc-protection';
  if (metadata !== undefined && !finalizers.includes(finalizer)) {
    metadata['finalizers'] = [...finalizers, finalizer];
  }
  const spec = structField(claim, 'spec');
  const annotated = optionalText(object(metadata, 'annotations'), CLASS_ANNOTATION) !== undefined;
  if (annotated || optionalText(spec, 'storageClassName') !== undefined) return { warnings: [] };
  const found = defaultClass(cluster, 'StorageClass', DEFAULT_CLASS);
  if (found !== undefined) spec['storageClassName'] = nameOf(found);
  return { warnings: [] };
}
