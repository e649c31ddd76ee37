import { KustomizeError } from '../error.ts';
import { readConfigDocument } from '../kustomization/config-document.ts';
import type { MergeSchema, MergeSchemas } from '../merge/merge-schema.ts';
import type { JsonObject, JsonValue } from '../yaml/json-value.ts';
import { parseJson } from '../yaml/parse-json.ts';
import type { Source } from '../yaml/node.ts';
import { toJsonValueV11 } from '../yaml/v11.ts';
import type { Scopes } from './built-in-scopes.ts';

/** What an OpenAPI v2 document says that merges and namespaces depend on. */
export interface OpenApi extends MergeSchemas {
  readonly scopes: Scopes;
}

const KINDS = 'x-kubernetes-group-version-kind';

/**
 * Reads an OpenAPI v2 document, in JSON or YAML (kyaml's openapi.go): `definitions` with merge keys, `paths` with the
 * scopes of kinds.
 * Errors: bad JSON or YAML ('yaml-syntax'), parts that are not what OpenAPI has there ('wrong-type').
 */
export function readOpenApi(text: string, source: Source): OpenApi {
  if (text === '') throw notOpenApi('it is empty', source);
  const document = text.startsWith('{') ? parseJson(text, source) : parseYaml(text, source);
  const at = (value: JsonValue | undefined, what: string): JsonObject =>
    asObject(value, what, source);
  const root = at(document, 'the document');
  const kinds = new Map<string, MergeSchema>();
  const types = new Map<string, MergeSchema>();
  for (const [name, value] of Object.entries(at(root['definitions'], 'definitions'))) {
    const definition = at(value, `definitions.${name}`);
    const schema = schemaOf(definition, source);
    types.set(name, schema);
    const listed = definition[KINDS];
    for (const kind of Array.isArray(listed) ? listed : []) {
      const key = kindKey(kind, source);
      if (key !== undefined) kinds.set(key, schema);
    }
  }
  return { kinds, types, scopes: scopesOf(at(root['paths'], 'paths'), source) };
}

function parseYaml(text: string, source: Source): JsonValue {
  const document = readConfigDocument(text, source);
  return document ? toJsonValueV11(document) : null;
}

/** An object; absent and null are an empty one. */
function asObject(value: JsonValue | undefined, what: string, source: Source): JsonObject {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw notOpenApi(`${what} is not a map`, source);
}

function notOpenApi(reason: string, source: Source): KustomizeError {
  return new KustomizeError('wrong-type', `the OpenAPI schema is malformed: ${reason}`, {
    place: { path: source.path },
    fix: 'write an OpenAPI v2 document, as kustomize openapi fetch prints it',
  });
}

/** `apiVersion kind` of an entry that names group, version and kind; undefined where it is no map. */
function kindKey(value: JsonValue | undefined, source: Source): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { group, version, kind } = value;
  if (typeof version !== 'string' || typeof kind !== 'string')
    throw notOpenApi(`${KINDS} needs version and kind`, source);
  return `${typeof group === 'string' && group !== '' ? `${group}/` : ''}${version} ${kind}`;
}

function schemaOf(value: JsonValue | undefined, source: Source): MergeSchema {
  const schema = asObject(value, 'a schema', source);
  const reference = schema['$ref'];
  // What stands beside a reference does not count.
  if (typeof reference === 'string' && reference !== '')
    return { type: typeName(reference, source) };
  const keys = mergeKeys(schema, source);
  const { items, properties, additionalProperties } = schema;
  const isList = schema['type'] === 'array' || JSON.stringify(schema['type']) === '["array"]';
  const fields = Object.entries(asObject(properties, 'properties', source));
  return {
    ...(keys && { keys }),
    ...(isList && isObject(items) && { items: schemaOf(items, source) }),
    ...(fields.length > 0 && {
      fields: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field, source)])),
    }),
    ...(isObject(additionalProperties) && { values: schemaOf(additionalProperties, source) }),
  };
}

function isObject(value: JsonValue | undefined): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The merge keys of a list that is merged, empty where elements are told apart by their value. */
function mergeKeys(schema: JsonObject, source: Source): string[] | undefined {
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (strategy === undefined) return undefined;
  if (typeof strategy !== 'string') throw notOpenApi('a patch strategy is no text', source);
  if (!strategy.split(',').includes('merge')) return undefined;
  const list = schema['x-kubernetes-list-map-keys'];
  const single = schema['x-kubernetes-patch-merge-key'];
  const keys = Array.isArray(list) ? list : single === undefined ? [] : [single];
  return keys.map((key) => {
    if (typeof key !== 'string') throw notOpenApi('a merge key is no text', source);
    return key;
  });
}

/** The definition that a reference leads to; only those of the same document are known. */
function typeName(reference: string, source: Source): string {
  const [, name] = /#\/definitions\/([^/]+)$/.exec(reference) ?? [];
  if (name !== undefined)
    return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
  throw new KustomizeError('unsupported', `the reference ${reference} leads to no definition`, {
    place: { path: source.path },
    fix: 'give what it leads to a name under definitions, and refer to that',
  });
}

/** A kind with a path that has a namespace in it is namespaced, one that has only other paths is not. */
function scopesOf(paths: JsonObject, source: Source): Scopes {
  const scopes = new Map<string, 'namespaced' | 'cluster'>();
  for (const [path, item] of Object.entries(paths)) {
    const get = asObject(item, `paths.${path}`, source)['get'];
    const key = kindKey(asObject(get, `paths.${path}.get`, source)[KINDS], source);
    if (key === undefined) continue;
    if (path.includes('namespaces/{namespace}')) scopes.set(key, 'namespaced');
    else if (!scopes.has(key)) scopes.set(key, 'cluster');
  }
  return scopes;
}
