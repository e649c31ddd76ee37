import type { JsonObject, JsonValue } from 'kustomize-ts';
import { duplicate, invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { isObject } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { canonical } from './items.ts';

/**
 * Lists that are sets hold each item once, and those that are maps each key once.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/listtype.
 */
export function validateLists(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const errors = duplicatesIn(value, schema, path);
    if (items === undefined) return errors;
    return [
      ...errors,
      ...value.flatMap((item, index) => validateLists(item, items, path.index(index))),
    ];
  }
  if (!isObject(value)) return [];
  const more = schema.additionalProperties;
  return Object.entries(value).flatMap(([key, field]) => {
    const property = schema.properties.get(key);
    if (property !== undefined) return validateLists(field, property, path.child(key));
    return typeof more === 'object' ? validateLists(field, more, path.key(key)) : [];
  });
}

function duplicatesIn(items: readonly JsonValue[], schema: CustomSchema, path: Path): FieldError[] {
  if (schema.listType === 'set') return repeated(items, path);
  if (schema.listType !== 'map') return [];
  const wrong = items.findIndex((item) => item !== null && !isObject(item));
  if (wrong >= 0) {
    const detail = 'must be an object for an array of list-type map';
    return [invalid(path.index(wrong), items[wrong], detail)];
  }
  return repeated(
    items.map((item) => keysOf(item, schema)),
    path,
  );
}

function keysOf(item: JsonValue, { listKeys }: CustomSchema): JsonObject {
  if (!isObject(item)) return {};
  const entries = listKeys.toSorted().map((key) => [key, item[key]] as const);
  const present = entries.filter(
    (entry): entry is readonly [string, JsonValue] => entry[1] !== undefined,
  );
  return Object.fromEntries(present);
}

/** Of a value that occurs many times, the second is reported. */
function repeated(values: readonly JsonValue[], path: Path): FieldError[] {
  const counts = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    const key = canonical(value);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count === 2) errors.push(duplicate(path.index(index), value));
  }
  return errors;
}
