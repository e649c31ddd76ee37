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
export function declaredType(schema: Value | undefined): ListType | undefined {
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
