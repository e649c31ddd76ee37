import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import { readRule, type ValidationRule } from './validation-rule.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'] as const;
const LIST_TYPES = ['atomic', 'map', 'set'] as const;

/** Schemas in schemas, at most; YAML cannot say more, and a stack holds it. */
const MAX_DEPTH = 500;

/** A structural schema of a custom resource (apiextensions.k8s.io/v1 JSONSchemaProps), without its prose. */
export interface CustomSchema {
  readonly type?: (typeof TYPES)[number];
  readonly nullable: boolean;
  readonly default?: JsonValue;
  readonly properties: ReadonlyMap<string, CustomSchema>;
  readonly items?: CustomSchema;
  /** True: fields that no property names may be there, and nothing is known of them. */
  readonly additionalProperties?: CustomSchema | boolean;
  readonly intOrString: boolean;
  /** Fields that the schema does not name are kept. */
  readonly preserveUnknown: boolean;
  /** An object with `apiVersion`, `kind` and `metadata`. */
  readonly embeddedResource: boolean;
  readonly listType?: (typeof LIST_TYPES)[number];
  readonly listKeys: readonly string[];
  readonly atomicMap: boolean;
  readonly required: readonly string[];
  readonly enum?: readonly JsonValue[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum: boolean;
  readonly exclusiveMaximum: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf: readonly CustomSchema[];
  readonly anyOf: readonly CustomSchema[];
  readonly oneOf: readonly CustomSchema[];
  readonly not?: CustomSchema;
  /** The rules in CEL (`x-kubernetes-validations`). */
  readonly rules: readonly ValidationRule[];
}

/** A schema that is none: the message says which field of it is wrong. */
export class SchemaError extends Error {}

const known = new WeakMap<JsonObject, CustomSchema>();

/** Reads a schema of a definition, once. Throws SchemaError for a field of the wrong type. */
export function readSchema(definition: JsonObject, depth = 0): CustomSchema {
  const found = known.get(definition);
  if (found !== undefined) return found;
  if (depth > MAX_DEPTH) throw new SchemaError('schemas are nested too deeply');
  const schema = read(definition, depth + 1);
  known.set(definition, schema);
  return schema;
}

function read(of: JsonObject, depth: number): CustomSchema {
  const inner = (value: JsonValue): CustomSchema => readSchema(asObject(value), depth);
  const list = (key: string): CustomSchema[] => items(of, key).map(inner);
  const type = choice(of, 'type', TYPES);
  const listType = choice(of, 'x-kubernetes-list-type', LIST_TYPES);
  const more = of['additionalProperties'];
  return {
    ...(type && { type }),
    ...(of['default'] !== undefined && { default: of['default'] }),
    ...(of['items'] !== undefined && { items: inner(of['items']) }),
    ...(more !== undefined && {
      additionalProperties: typeof more === 'boolean' ? more : inner(more),
    }),
    ...(of['not'] !== undefined && { not: inner(of['not']) }),
    ...(listType && { listType }),
    ...(of['enum'] !== undefined && { enum: items(of, 'enum') }),
    ...textField(of, 'format'),
    ...textField(of, 'pattern'),
    ...numbers(of),
    properties: new Map(
      Object.entries(asObject(of['properties'] ?? {})).map(([name, value]) => [name, inner(value)]),
    ),
    nullable: flag(of, 'nullable'),
    intOrString: flag(of, 'x-kubernetes-int-or-string'),
    preserveUnknown: flag(of, 'x-kubernetes-preserve-unknown-fields'),
    embeddedResource: flag(of, 'x-kubernetes-embedded-resource'),
    exclusiveMinimum: flag(of, 'exclusiveMinimum'),
    exclusiveMaximum: flag(of, 'exclusiveMaximum'),
    uniqueItems: flag(of, 'uniqueItems'),
    atomicMap: of['x-kubernetes-map-type'] === 'atomic',
    listKeys: items(of, 'x-kubernetes-list-map-keys').map(asText),
    required: items(of, 'required').map(asText),
    allOf: list('allOf'),
    anyOf: list('anyOf'),
    oneOf: list('oneOf'),
    rules: items(of, 'x-kubernetes-validations').map((rule) => readRule(asObject(rule))),
  };
}

const NUMBERS = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

function numbers(of: JsonObject): { readonly [name in (typeof NUMBERS)[number]]?: number } {
  const result: { [name in (typeof NUMBERS)[number]]?: number } = {};
  for (const name of NUMBERS) {
    const value = of[name] ?? undefined;
    if (value === undefined) continue;
    if (typeof value !== 'number' && typeof value !== 'bigint') throw wrong(name);
    result[name] = Number(value);
  }
  return result;
}

function textField<Name extends string>(
  of: JsonObject,
  name: Name,
): { readonly [name in Name]?: string } {
  const value = of[name] ?? '';
  if (typeof value !== 'string') throw wrong(name);
  return value === '' ? {} : ({ [name]: value } as { readonly [name in Name]: string });
}

function choice<Name extends string>(
  of: JsonObject,
  key: string,
  names: readonly Name[],
): Name | undefined {
  const value = of[key] ?? '';
  if (value === '') return undefined;
  const found = names.find((name) => name === value);
  if (found === undefined) throw wrong(key);
  return found;
}

function flag(of: JsonObject, key: string): boolean {
  const value = of[key] ?? false;
  if (typeof value !== 'boolean') throw wrong(key);
  return value;
}

function items(of: JsonObject, key: string): readonly JsonValue[] {
  const value = of[key] ?? [];
  if (!Array.isArray(value)) throw wrong(key);
  return value;
}

function asObject(value: JsonValue): JsonObject {
  if (!isObject(value)) throw new SchemaError('a schema must be an object');
  return value;
}

function asText(value: JsonValue): string {
  if (typeof value !== 'string') throw new SchemaError('names must be texts');
  return value;
}

function wrong(key: string): SchemaError {
  return new SchemaError(`${key} has a value that it cannot have`);
}

/** The schema of a field: its own, or that of fields that no property names. */
export function schemaOfField(schema: CustomSchema, name: string): CustomSchema | undefined {
  const more = schema.additionalProperties;
  return schema.properties.get(name) ?? (typeof more === 'object' ? more : undefined);
}
