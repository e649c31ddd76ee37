import type { JsonObject } from 'kustomize-ts';
import { invalidAnswer, type Answer } from '../answer.ts';
import { validateCrdRules } from '../cel/crd-rules.ts';
import { object, objects, text } from '../field/read.ts';
import { groupVersion } from './attributes.ts';

/** What a CustomResourceDefinition says of one version of its kind. */
export interface CustomKind {
  readonly resource: string;
  readonly namespaced: boolean;
  readonly schema: JsonObject;
}

/** The kind of an object, if one of these manifests defines it. */
export function customKind(
  target: JsonObject,
  manifests: readonly JsonObject[],
): CustomKind | undefined {
  const { group, version } = groupVersion(text(target, 'apiVersion'));
  for (const manifest of manifests) {
    const spec = object(manifest, 'spec');
    const names = object(spec, 'names');
    if (text(manifest, 'kind') !== 'CustomResourceDefinition') continue;
    if (text(spec, 'group') !== group || text(names, 'kind') !== text(target, 'kind')) continue;
    const own = objects(spec, 'versions').find((candidate) => text(candidate, 'name') === version);
    if (!own) continue;
    return {
      resource: text(names, 'plural'),
      namespaced: text(spec, 'scope') === 'Namespaced',
      schema: object(object(own, 'schema'), 'openAPIV3Schema') ?? {},
    };
  }
  return undefined;
}

/**
 * The answer to a custom resource by the rules in its schema. Pruning, defaults and the rest of the schema are not
 * looked at, and the answer says so.
 */
export function createCustom(
  target: JsonObject,
  custom: CustomKind,
  namespace: string,
  before?: JsonObject,
): Answer {
  const metadata = { ...object(target, 'metadata') };
  if (custom.namespaced && text(metadata, 'namespace') === '') metadata['namespace'] = namespace;
  const stored = { ...target, metadata };
  const errors = validateCrdRules(custom.schema, stored, before);
  if (errors.length === 0) {
    return { verdict: 'accepted', errors, warnings: [], defaulted: stored, checked: 'schema' };
  }
  const identity = {
    apiVersion: text(target, 'apiVersion'),
    kind: text(target, 'kind'),
    name: text(metadata, 'name'),
  };
  return invalidAnswer(identity, errors, [], 'schema');
}
