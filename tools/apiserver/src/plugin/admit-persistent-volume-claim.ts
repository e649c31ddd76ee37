import type { JsonObject } from 'kustomize-ts';
import { structField } from '../default/struct-field.ts';
import { object, optionalText, texts } from '../field/read.ts';
import type { Admission, Cluster } from '../kind.ts';
import { CLASS_ANNOTATION } from '../validate/persistent-volume-claim.ts';
import { defaultClass } from './default-class.ts';
import { nameOf } from './existing.ts';
import { claimLimitProblem } from './limit-range-problems.ts';

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

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

/** Whether a new or changed claim keeps the limits of its namespace (plugin/pkg/admission/limitranger). */
export function reviewPersistentVolumeClaim(claim: JsonObject, cluster: Cluster): Admission {
  const problem = claimLimitProblem(claim, cluster);
  if (problem === undefined) return { warnings: [] };
  const message = `persistentvolumeclaims "${nameOf(claim)}" is forbidden: ${problem}`;
  return { refusal: { reason: 'Forbidden', code: 403, message }, warnings: [] };
}
