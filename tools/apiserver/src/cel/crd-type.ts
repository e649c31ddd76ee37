import { reservedWords } from './syntax/reserved-words.ts';
import type { JsonObject } from 'kustomize-ts';
import { flag, isObject, object, text } from '../field/read.ts';
import type { Environment } from './check/environment.ts';
import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  string,
  struct,
  timestamp,
  type Type,
} from './check/types.ts';

const formats: Readonly<Record<string, Type>> = {
  byte: bytes,
  date: timestamp,
  'date-time': timestamp,
  duration,
};
const plainTypes: Readonly<Record<string, Type>> = { boolean: bool, integer: int, number: double };
const symbols: readonly (readonly [string, string])[] = [
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
];

/** The names by which an expression may select a property; none when CEL cannot say it. */
export function propertyNames(property: string): readonly string[] {
  if (reservedWords.has(property)) return [property, `__${property}__`];
  let escaped = property.replaceAll('__', '__underscores__');
  for (const [symbol, name] of symbols) escaped = escaped.replaceAll(symbol, name);
  return /^[A-Za-z_][A-Za-z0-9_]*$/u.test(escaped) ? [escaped] : [];
}

const known = new WeakMap<JsonObject, ReturnType<typeof declareAll>>();

/**
 * The CEL type of a schema in a CustomResourceDefinition, and the object types in it; no type for what expressions
 * cannot see. Source: SchemaDeclType in k8s.io/apiserver pkg/cel/common/schemas.go.
 */
export function crdType(
  schema: JsonObject,
  isRoot: boolean,
): { readonly type: Type | undefined; readonly structs: Environment['structs'] } {
  const found = known.get(schema) ?? declareAll(schema, isRoot);
  known.set(schema, found);
  return found;
}

function declareAll(
  schema: JsonObject,
  isRoot: boolean,
): { type: Type | undefined; structs: Environment['structs'] } {
  const structs = new Map<string, ReadonlyMap<string, Type>>();
  return { type: declare(schema, 'self', isRoot, structs), structs };
}

function declare(
  schema: JsonObject,
  path: string,
  isRoot: boolean,
  structs: Map<string, ReadonlyMap<string, Type>>,
): Type | undefined {
  if (flag(schema, 'x-kubernetes-int-or-string')) return dyn;
  const inner = (child: JsonObject | undefined, step: string): Type | undefined =>
    child &&
    declare(child, `${path}.${step}`, flag(child, 'x-kubernetes-embedded-resource'), structs);
  switch (text(schema, 'type')) {
    case 'array': {
      const element = inner(object(schema, 'items'), '@idx');
      return element && list(element);
    }
    case 'object': {
      const values = object(schema, 'additionalProperties');
      if (!values) return declareObject(schema, path, isRoot, structs, inner);
      const element = inner(values, '@elem');
      return element && map(string, element);
    }
    case 'string':
      return formats[text(schema, 'format')] ?? string;
    default:
      return plainTypes[text(schema, 'type')];
  }
}

function declareObject(
  schema: JsonObject,
  path: string,
  isRoot: boolean,
  structs: Map<string, ReadonlyMap<string, Type>>,
  inner: (child: JsonObject | undefined, step: string) => Type | undefined,
): Type {
  const fields = new Map<string, Type>();
  structs.set(path, fields);
  for (const [key, property] of Object.entries(object(schema, 'properties') ?? {})) {
    const type = isObject(property) ? inner(property, key) : undefined;
    if (type) for (const name of propertyNames(key)) fields.set(name, type);
  }
  if (isRoot) {
    const metadata = `${path}.metadata`;
    structs.set(
      metadata,
      new Map([['name', string], ['generateName', string], ...(structs.get(metadata) ?? [])]),
    );
    fields.set('apiVersion', string).set('kind', string).set('metadata', struct(metadata));
  }
  return struct(path);
}
