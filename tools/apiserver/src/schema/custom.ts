import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import table from './generated/custom.json' with { type: 'json' };

/** A structural schema of a custom resource (apiextensions.k8s.io/v1), as far as objects are checked by it. */
export interface CustomSchema {
  readonly type?: 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';
  readonly properties: ReadonlyMap<string, CustomSchema>;
  readonly items?: CustomSchema;
  readonly additionalProperties?: CustomSchema;
  readonly required: readonly string[];
  readonly allOf: readonly CustomSchema[];
  readonly anyOf: readonly CustomSchema[];
  readonly oneOf: readonly CustomSchema[];
  readonly not?: CustomSchema;
  readonly enum?: readonly JsonValue[];
  readonly default?: JsonValue;
  readonly nullable: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly intOrString: boolean;
  /** Fields that the schema does not name are kept. */
  readonly preserveUnknown: boolean;
  readonly listType?: 'atomic' | 'map' | 'set';
  readonly listKeys: readonly string[];
  readonly atomicMap: boolean;
}

/** A kind that a CustomResourceDefinition makes. */
export interface CustomKind {
  readonly schema: CustomSchema;
  /** The schema as it stands in the definition, without prose; it has the rules in CEL. */
  readonly definition: JsonObject;
  /** Whether there are rules in CEL. */
  readonly hasRules: boolean;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** A schema as the generator writes it: schemas in it are numbers in a list. */
interface Row {
  readonly [key: string]: unknown;
}

const kinds: Readonly<Record<string, { schema: number; resource: string; namespaced: boolean }>> =
  table.kinds;
const rows: readonly Row[] = table.schemas;
const loaded = new Map<number, CustomSchema>();

/** The kinds of custom resources that are known, by `apiVersion Kind`. */
export function customKindNames(): string[] {
  return Object.keys(kinds);
}

/** A kind of custom resources, undefined when its definition is not known. */
export function customKind(name: string): CustomKind | undefined {
  if (!Object.hasOwn(kinds, name)) return undefined;
  const entry = kinds[name];
  if (entry === undefined) return undefined;
  const definition = definitionAt(entry.schema);
  return { ...entry, schema: schemaAt(entry.schema), definition, hasRules: hasRules(definition) };
}

const definitions = new Map<number, JsonObject>();

function definitionAt(index: number): JsonObject {
  const known = definitions.get(index);
  if (known !== undefined) return known;
  const definition: JsonObject = {};
  for (const [key, value] of Object.entries(rows[index] ?? {})) {
    definition[key] = withSchemas(key, value as JsonValue);
  }
  definitions.set(index, definition);
  return definition;
}

/** A field of a schema, with schemas instead of their numbers. */
function withSchemas(key: string, value: JsonValue): JsonValue {
  if (ONE_SCHEMA.includes(key) && typeof value === 'number') return definitionAt(value);
  if (SCHEMA_LISTS.includes(key) && Array.isArray(value)) {
    return value.map((index) => definitionAt(Number(index)));
  }
  if (key !== 'properties' || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, index]) => [name, definitionAt(Number(index))] as const),
  );
}

const ONE_SCHEMA = ['items', 'additionalProperties', 'not'];
const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf'];
const withRules = new WeakMap<JsonObject, boolean>();

function hasRules(definition: JsonObject): boolean {
  const known = withRules.get(definition);
  if (known !== undefined) return known;
  const found = JSON.stringify(definition).includes('"x-kubernetes-validations":');
  withRules.set(definition, found);
  return found;
}

function schemaAt(index: number): CustomSchema {
  const known = loaded.get(index);
  if (known !== undefined) return known;
  const schema = readSchema(rows[index] ?? {});
  loaded.set(index, schema);
  return schema;
}

function readSchema(row: Row): CustomSchema {
  const properties = Object.entries((row['properties'] ?? {}) as Record<string, number>);
  return {
    ...pick(row, PLAIN_FIELDS),
    ...schemaField(row, 'items'),
    ...schemaField(row, 'additionalProperties'),
    ...schemaField(row, 'not'),
    ...(row['x-kubernetes-list-type'] === undefined
      ? {}
      : { listType: row['x-kubernetes-list-type'] as 'atomic' | 'map' | 'set' }),
    properties: new Map(properties.map(([name, index]) => [name, schemaAt(index)])),
    allOf: schemaList(row, 'allOf'),
    anyOf: schemaList(row, 'anyOf'),
    oneOf: schemaList(row, 'oneOf'),
    required: (row['required'] ?? []) as string[],
    nullable: row['nullable'] === true,
    intOrString: row['x-kubernetes-int-or-string'] === true,
    preserveUnknown: row['x-kubernetes-preserve-unknown-fields'] === true,
    listKeys: (row['x-kubernetes-list-map-keys'] ?? []) as string[],
    atomicMap: row['x-kubernetes-map-type'] === 'atomic',
  };
}

const PLAIN_FIELDS = [
  'type',
  'enum',
  'default',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
];

function pick(row: Row, names: readonly string[]): Partial<CustomSchema> {
  return Object.fromEntries(
    names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]),
  );
}

function schemaField(row: Row, name: string): Partial<CustomSchema> {
  const index = row[name];
  return typeof index === 'number' ? { [name]: schemaAt(index) } : {};
}

function schemaList(row: Row, name: string): CustomSchema[] {
  return ((row[name] ?? []) as number[]).map((index) => schemaAt(index));
}
