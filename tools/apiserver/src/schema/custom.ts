import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import type { CustomKind, ScalePaths } from './custom-kind.ts';
import { readSchema } from './custom-schema.ts';
import table from './generated/custom.json' with { type: 'json' };

/** A schema as the generator writes it: schemas in it are numbers in a list. */
interface Row {
  readonly [key: string]: unknown;
}

interface Entry {
  readonly schema: number;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly hasStatus?: boolean;
  readonly scale?: ScalePaths;
}

const kinds: Readonly<Record<string, Entry>> = table.kinds;
const rows: readonly Row[] = table.schemas;

/** The kinds of custom resources that are known, by `apiVersion Kind`. */
export function customKindNames(): string[] {
  return Object.keys(kinds);
}

/** A kind of custom resources, undefined when its definition is not known. */
export function customKind(name: string): CustomKind | undefined {
  if (!Object.hasOwn(kinds, name)) return undefined;
  const entry = kinds[name];
  if (entry === undefined) return undefined;
  const schema = readSchema(definitionAt(entry.schema));
  return { ...entry, schema, hasStatus: entry.hasStatus === true };
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
