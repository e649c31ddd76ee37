import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';

/** Fields that every resource has and no schema has to describe. */
const OWN_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * Takes what the schema does not know out of a custom resource, in place, and gives the fields, sorted.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/pruning.
 */
export function pruneFields(target: JsonObject, schema: CustomSchema): string[] {
  const unknown: string[] = [];
  prune(target, { ...schema, embeddedResource: true }, '', unknown);
  return unknown.toSorted();
}

function prune(
  value: JsonValue,
  schema: CustomSchema | undefined,
  path: string,
  unknown: string[],
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      // Within a list that keeps everything, its items do so too.
      const inner = schema?.preserveUnknown ? keepAll(schema.items) : schema?.items;
      if (inner !== undefined || schema?.preserveUnknown !== true) {
        prune(item, inner, `${path}[${index}]`, unknown);
      }
    }
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    if (schema?.embeddedResource === true && OWN_FIELDS.includes(key)) continue;
    const field = path === '' ? key : `${path}.${key}`;
    const property = schema?.properties.get(key);
    const more = schema?.additionalProperties;
    if (property !== undefined || more !== undefined) {
      const below = property ?? (typeof more === 'object' ? more : undefined);
      prune(value[key] ?? null, below, field, unknown);
    } else if (schema?.preserveUnknown !== true) {
      delete value[key];
      unknown.push(field);
    }
  }
}

function keepAll(schema: CustomSchema | undefined): CustomSchema | undefined {
  return schema && { ...schema, preserveUnknown: true };
}
