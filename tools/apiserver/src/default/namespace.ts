import type { JsonObject } from 'kustomize-ts';
import { object, text, texts } from '../field/read.ts';
import { structField } from './struct-field.ts';

/** The label that names the namespace (SetDefaults_Namespace, and Canonicalize for generated names). */
export function defaultNamespace(namespace: JsonObject): void {
  const metadata = object(namespace, 'metadata');
  const name = text(metadata, 'name');
  if (metadata === undefined || name === '') return;
  metadata['labels'] = { ...object(metadata, 'labels'), 'kubernetes.io/metadata.name': name };
}

/** The finalizer that empties the namespace (PrepareForCreate in pkg/registry/core/namespace/strategy.go). */
export function prepareNamespace(namespace: JsonObject): void {
  const spec = structField(namespace, 'spec');
  const finalizers = texts(spec, 'finalizers');
  if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
}

/** Finalizers can only be changed elsewhere (PrepareForUpdate). */
export function prepareNamespaceUpdate(namespace: JsonObject, before: JsonObject): void {
  structField(namespace, 'spec')['finalizers'] = [...texts(object(before, 'spec'), 'finalizers')];
}
