import type { JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import { schemaOfField, type CustomSchema } from '../schema/custom-schema.ts';

/**
 * Fills in the defaults of a schema, in place, top down: a default is only taken where the object around it is there.
 * A null counts as absent where the schema does not allow it. Source: apiextensions-apiserver/pkg/apiserver/schema/defaulting.
 */
export function defaultCustom(value: JsonValue, schema: CustomSchema): void {
  const { items } = schema;
  if (Array.isArray(value)) {
    if (items === undefined) return;
    for (const [index, item] of value.entries()) {
      if (isUnwanted(item, items)) value[index] = defaultOf(items);
      defaultCustom(value[index] ?? null, items);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const [name, property] of schema.properties) {
    if (defaultOf(property) === null) continue;
    if (value[name] === undefined || isUnwanted(value[name], property)) {
      value[name] = defaultOf(property);
    }
  }
  for (const key of Object.keys(value)) {
    const own = schemaOfField(schema, key);
    if (own === undefined) continue;
    if (isUnwanted(value[key], own)) value[key] = defaultOf(own);
    defaultCustom(value[key] ?? null, own);
  }
}

function isUnwanted(value: JsonValue | undefined, schema: CustomSchema): boolean {
  return value === null && !schema.nullable;
}

function defaultOf({ default: value = null }: CustomSchema): JsonValue {
  return structuredClone(value);
}
