import { BUILT_IN_MERGE_SCHEMAS, schemaOfField, schemaOfItems, schemaOfKind } from 'kustomize-ts';
import type { MergeSchema } from 'kustomize-ts';

import { fieldOf, isList, isMap } from './value.ts';
import type { Value, ValueMap } from './value.ts';

/** What the API knows of a type, as far as lists are concerned. */
export interface ListType {
  /** Of a list: what tells its items apart; empty where each item is its own key (`set`). Undefined: nothing does. */
  readonly keys: readonly string[] | undefined;
  /** Values that key fields have where they are left out. */
  readonly defaults: ValueMap;
  field(name: string): ListType | undefined;
  items(): ListType | undefined;
}

/** The type of a kind that kustomize knows: its merge keys. Undefined of others. */
export function builtInType(apiVersion: string, kind: string): ListType | undefined {
  return fromMergeSchema(schemaOfKind(BUILT_IN_MERGE_SCHEMAS, apiVersion, kind));
}

function fromMergeSchema(schema: MergeSchema | undefined): ListType | undefined {
  if (!schema) return undefined;
  return {
    keys: schema.keys,
    defaults: {},
    field: (name) => fromMergeSchema(schemaOfField(BUILT_IN_MERGE_SCHEMAS, schema, name)),
    items: () => fromMergeSchema(schemaOfItems(BUILT_IN_MERGE_SCHEMAS, schema)),
  };
}

/** A type that a CustomResourceDefinition declares, from its schema (`x-kubernetes-list-type`, `x-kubernetes-list-map-keys`). */
function declaredType(schema: Value | undefined): ListType | undefined {
  if (!isMap(schema)) return undefined;
  const items = fieldOf(schema, 'items');
  const keys = declaredKeys(schema);
  const ofItems = fieldOf(items, 'properties');
  return {
    keys,
    defaults: Object.fromEntries(
      (keys ?? []).flatMap((key) => {
        const value = fieldOf(fieldOf(ofItems, key), 'default');
        return value === undefined ? [] : [[key, value]];
      }),
    ),
    field: (name) =>
      declaredType(
        fieldOf(fieldOf(schema, 'properties'), name) ?? fieldOf(schema, 'additionalProperties'),
      ),
    items: () => declaredType(items),
  };
}

function declaredKeys(schema: ValueMap): readonly string[] | undefined {
  const type = fieldOf(schema, 'x-kubernetes-list-type');
  if (type === 'set') return [];
  const keys = fieldOf(schema, 'x-kubernetes-list-map-keys');
  if (type !== 'map' || !isList(keys) || keys.length === 0) return undefined;
  const names = keys.filter((key) => typeof key === 'string');
  return names.length === keys.length ? names : undefined;
}

/** Metadata is the same in every kind. */
const METADATA = builtInType('v1', 'ConfigMap')?.field('metadata');

/** The type of a custom resource. */
export function customType(schema: Value | undefined): ListType | undefined {
  const type = declaredType(schema);
  return type && { ...type, field: (name) => (name === 'metadata' ? METADATA : type.field(name)) };
}

/** Lists of custom resources that are sets, by the group of their API: as the definitions that most clusters have declare them. */
const BUNDLED_SETS: Readonly<Record<string, ReadonlySet<string>>> = {
  'gateway.networking.k8s.io': new Set([
    'allowHeaders',
    'allowMethods',
    'allowOrigins',
    'exposeHeaders',
    'remove',
  ]),
  'monitoring.coreos.com': new Set(['scrapeProtocols']),
};

/** The type of a custom resource that no rendering declares: which of its lists are sets. Undefined where none is known. */
export function bundledType(group: string): ListType | undefined {
  const sets = Object.hasOwn(BUNDLED_SETS, group) ? BUNDLED_SETS[group] : undefined;
  return sets && withSets(sets, '');
}

function withSets(sets: ReadonlySet<string>, name: string): ListType {
  return {
    keys: sets.has(name) ? [] : undefined,
    defaults: {},
    field: (inner) => (inner === 'metadata' ? METADATA : withSets(sets, inner)),
    items: () => withSets(sets, ''),
  };
}
