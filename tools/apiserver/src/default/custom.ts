import type { JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import type { CustomSchema } from '../schema/custom.ts';

/**
 * Fills in the defaults of a schema, in place, top down: a default is only taken where the object around it is there.
 * A null counts as absent where the schema does not allow it. Source: apiextensions-apiserver/pkg/apiserver/schema/defaulting.
 */
export function defaultCustom(value: JsonValue, schema: CustomSchema): void {
  if (Array.isArray(value)) {
    for (const item of value) if (schema.items !== undefined) defaultCustom(item, schema.items);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, property] of schema.properties) {
    if (property.default === undefined) continue;
    const isMissing = value[name] === undefined || (value[name] === null && !property.nullable);
    if (isMissing) value[name] = structuredClone(property.default);
  }
  for (const [key, field] of Object.entries(value)) {
    const property = schema.properties.get(key) ?? schema.additionalProperties;
    if (property !== undefined) defaultCustom(field, property);
  }
}
