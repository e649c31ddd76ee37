import type { JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';
import { schemaOfField, type CustomSchema } from '../../schema/custom-schema.ts';

/**
 * Takes nulls out of objects, in place, where the schema neither allows them nor has a default for them.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/defaulting/prunenulls.go.
 */
export function pruneNulls(value: JsonValue, schema: CustomSchema | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema?.items);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, field] of Object.entries(value)) {
    const own = schema && schemaOfField(schema, key);
    const isGone =
      field === null && own !== undefined && !own.nullable && (own.default ?? null) === null;
    if (isGone) delete value[key];
    else pruneNulls(field, own);
  }
}
