import type { JsonObject } from 'kustomize-ts';
import { flag, object, objects, optionalText, text } from '../field/read.ts';
import type { CustomKind, ScalePaths } from './custom-kind.ts';
import { readSchema, SchemaError } from './custom-schema.ts';
import { compareKubeVersions } from './kube-version.ts';

/** What a CustomResourceDefinition makes. */
interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
  /** By the names of the versions that are served. */
  readonly versions: ReadonlyMap<string, CustomKind>;
}

/** The kind that one of these manifests defines; `versions` lacks those that it does not serve. */
export function definedKind(
  group: string,
  kind: string,
  manifests: readonly JsonObject[],
): Definition | undefined {
  return definitionsIn(manifests).find((own) => own.group === group && own.kind === kind);
}

/** The kind that these manifests give a plural of a group. */
export function definedResource(
  group: string,
  resource: string,
  manifests: readonly JsonObject[],
): Definition | undefined {
  return definitionsIn(manifests).find((own) => own.group === group && own.resource === resource);
}

/** Whether one of these manifests defines a kind of the group. */
export function definesGroup(group: string, manifests: readonly JsonObject[]): boolean {
  return definitionsIn(manifests).some((own) => own.group === group);
}

const known = new WeakMap<JsonObject, Definition>();

function definitionsIn(manifests: readonly JsonObject[]): readonly Definition[] {
  return manifests.filter(isDefinition).map((manifest) => {
    const definition = known.get(manifest) ?? readDefinition(manifest);
    known.set(manifest, definition);
    return definition;
  });
}

/** Whether a manifest is a CustomResourceDefinition. */
export function isDefinition(manifest: JsonObject): boolean {
  return (
    manifest['kind'] === 'CustomResourceDefinition' &&
    manifest['apiVersion'] === 'apiextensions.k8s.io/v1'
  );
}

function readDefinition(manifest: JsonObject): Definition {
  const spec = object(manifest, 'spec');
  const names = object(spec, 'names');
  const versions = objects(spec, 'versions').filter((version) => flag(version, 'served'));
  return {
    group: text(spec, 'group'),
    kind: text(names, 'kind'),
    resource: text(names, 'plural'),
    versions: new Map(versions.flatMap((version) => readVersion(spec, version))),
  };
}

/** Nothing for a schema that the API server could not read either: it would not take the definition. */
function readVersion(
  spec: JsonObject | undefined,
  version: JsonObject,
): readonly (readonly [string, CustomKind])[] {
  const subresources = object(version, 'subresources');
  try {
    const kind: CustomKind = {
      schema: readSchema(object(object(version, 'schema'), 'openAPIV3Schema') ?? {}),
      resource: text(object(spec, 'names'), 'plural'),
      namespaced: text(spec, 'scope') === 'Namespaced',
      hasStatus: object(subresources, 'status') !== undefined,
      scale: readScale(object(subresources, 'scale')),
      deprecation: flag(version, 'deprecated') ? deprecationOf(spec, version) : undefined,
    };
    return [[text(version, 'name'), kind]];
  } catch (error) {
    if (error instanceof SchemaError) return [];
    throw error;
  }
}

function readScale(scale: JsonObject | undefined): ScalePaths | undefined {
  return (
    scale && {
      spec: text(scale, 'specReplicasPath'),
      status: text(scale, 'statusReplicasPath'),
      selector: optionalText(scale, 'labelSelectorPath'),
    }
  );
}

/** Source: defaultDeprecationWarning in apiextensions-apiserver/pkg/apiserver/customresource_handler.go. */
function deprecationOf(spec: JsonObject | undefined, version: JsonObject): string {
  const own = optionalText(version, 'deprecationWarning');
  if (own !== undefined) return own;
  const name = text(version, 'name');
  const full = (of: string): string =>
    `${text(spec, 'group')}/${of} ${text(object(spec, 'names'), 'kind')}`;
  const newest = objects(spec, 'versions')
    .filter((other) => flag(other, 'served') && !flag(other, 'deprecated'))
    .map((other) => text(other, 'name'))
    .filter((other) => compareKubeVersions(name, other) < 0)
    .toSorted(compareKubeVersions)
    .at(-1);
  const message = `${full(name)} is deprecated`;
  return newest === undefined ? message : `${message}; use ${full(newest)}`;
}
