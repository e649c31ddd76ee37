import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/** A request may hold only what is documented; an answer may hold more. */
export type Direction = 'request' | 'response';

const LISTS = ['allOf', 'anyOf', 'oneOf'];
const MAPS = ['properties', 'patternProperties'];

/**
 * A schema of OpenAPI 3.0 as JSON Schema 2019-09: `nullable` becomes a type, references point into the document that
 * is registered for the direction, and of a request every object is closed.
 */
export function toJsonSchema(schema: Json, direction: Direction, isPart = false): Json {
  if (!isObject(schema)) return schema;
  const reference = schema['$ref'];
  if (typeof reference === 'string') return { $ref: `${direction}${reference}` };
  const { nullable, example: _, examples: __, ...rest } = schema;
  const converted: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (LISTS.includes(key) && isList(value)) {
      const isWhole = key !== 'allOf' && rest['properties'] === undefined;
      converted[key] = value.map((item) => toJsonSchema(item, direction, !isWhole));
    } else if (MAPS.includes(key) && isObject(value)) {
      converted[key] = Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, toJsonSchema(item, direction)]),
      );
    } else if (key === 'items' || key === 'additionalProperties') {
      // An open alternative would take in what the object that has it does not know.
      if (!(isPart && value === true)) converted[key] = toJsonSchema(value, direction);
    } else if (key === 'not') {
      converted[key] = toJsonSchema(value, 'response');
    } else converted[key] = value;
  }
  const isClosed = rest['properties'] !== undefined && rest['additionalProperties'] === undefined;
  if (direction === 'request' && isClosed && !isPart) converted['unevaluatedProperties'] = false;
  return nullable === true ? withNull(converted) : converted;
}

function withNull(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const types = { ...schema, type: [type, 'null'] };
  return isList(values) ? { ...types, enum: [...values, null] } : types;
}
