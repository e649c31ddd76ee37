import type { CustomSchema } from '../../schema/custom-schema.ts';
import type { Environment } from '../check/environment.ts';
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
} from '../check/types.ts';
import { propertyNames, resourceProperties } from './names.ts';

const formats: ReadonlyMap<string, Type> = new Map([
  ['byte', bytes],
  ['date', timestamp],
  ['date-time', timestamp],
  ['duration', duration],
]);

type Structs = Map<string, ReadonlyMap<string, Type>>;

/** The type of `self`; undefined for what expressions cannot see. */
export interface Declared {
  readonly type: Type | undefined;
  readonly structs: Environment['structs'];
}

const known = new WeakMap<CustomSchema, Declared>();

/**
 * The CEL type of a schema in a CustomResourceDefinition, and the object types in it.
 * Source: SchemaDeclType in k8s.io/apiserver pkg/cel/common/schemas.go.
 */
export function declareSchema(schema: CustomSchema, isRoot: boolean): Declared {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const structs: Structs = new Map();
  const declared = { type: declare(schema, 'self', isRoot, structs), structs };
  known.set(schema, declared);
  return declared;
}

function declare(
  schema: CustomSchema,
  path: string,
  isResource: boolean,
  structs: Structs,
): Type | undefined {
  if (schema.intOrString) return dyn;
  const inner = (child: CustomSchema | undefined, step: string): Type | undefined =>
    child && declare(child, `${path}.${step}`, child.embeddedResource, structs);
  switch (schema.type) {
    case 'array': {
      const element = inner(schema.items, '@idx');
      return element && list(element);
    }
    case 'object': {
      const values = schema.additionalProperties;
      if (typeof values === 'object') {
        const element = inner(values, '@elem');
        return element && map(string, element);
      }
      const fields = new Map<string, Type>();
      structs.set(path, fields);
      const properties = isResource ? resourceProperties(schema) : schema.properties;
      for (const [key, property] of properties) {
        const type = inner(property, key);
        if (type) for (const name of propertyNames(key)) fields.set(name, type);
      }
      return struct(path);
    }
    case 'string':
      return formats.get(schema.format ?? '') ?? string;
    case 'boolean':
      return bool;
    case 'integer':
      return int;
    case 'number':
      return double;
    case undefined:
      return undefined;
  }
}
