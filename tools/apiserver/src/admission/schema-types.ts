import { reservedWords } from '../cel/syntax/reserved-words.ts';
import type { Environment } from '../cel/check/environment.ts';
import {
  bool,
  bytes,
  double,
  dyn,
  int,
  list,
  map,
  string,
  struct,
  timestamp,
} from '../cel/check/types.ts';
import type { Type } from '../cel/check/types.ts';
import type { GoType, Scalar, Special } from '../schema/types.ts';

const scalars: Readonly<Record<Scalar, Type>> = {
  bool,
  bytes,
  float64: double,
  int32: int,
  int64: int,
  string,
};
const specials: Readonly<Record<Exclude<Special, 'any' | 'quantity'>, Type>> = {
  duration: string,
  intstr: dyn,
  microtime: timestamp,
  time: timestamp,
};

/** The CEL type of a schema, and the object types in it. */
export interface SchemaTypes {
  readonly type: Type;
  readonly structs: Environment['structs'];
}

interface Declared {
  readonly structs: Map<string, ReadonlyMap<string, Type>>;
  /** The Go types that the path leads through: a type within itself is an object without fields. */
  readonly within: readonly GoType[];
}

const known = new WeakMap<GoType, Map<string, SchemaTypes>>();

/**
 * The CEL type of a kind's schema. Each place of the schema is a type of its own, named after its path: containers are
 * not init containers. Source: SchemaDeclType in k8s.io/apiserver pkg/cel/common/schemas.go, PopulateRefs in
 * pkg/cel/openapi/resolver/refs.go.
 */
export function schemaTypes(go: GoType, name: string): SchemaTypes {
  const byName = known.get(go) ?? new Map<string, SchemaTypes>();
  known.set(go, byName);
  const found = byName.get(name);
  if (found) return found;
  const structs = new Map<string, ReadonlyMap<string, Type>>();
  const result = { type: declare(go, name, { structs, within: [] }) ?? dyn, structs };
  byName.set(name, result);
  return result;
}

function declare(go: GoType, path: string, declared: Declared): Type | undefined {
  switch (go.kind) {
    case 'scalar':
      return scalars[go.scalar];
    case 'special':
      return declareSpecial(go.special, path, declared);
    case 'pointer':
      return declare(go.element, path, declared);
    case 'list': {
      const element = declare(go.element, `${path}.@idx`, declared);
      return element && list(element);
    }
    case 'map': {
      const element = declare(go.element, `${path}.@elem`, declared);
      return element && map(string, element);
    }
    case 'struct':
      return declareStruct(go, path, declared);
  }
}

function declareSpecial(special: Special, path: string, { structs }: Declared): Type | undefined {
  // Upstream has no CEL type for quantities: their schema has no type of its own, so fields of them are unknown.
  if (special === 'quantity') return undefined;
  if (special !== 'any') return specials[special];
  structs.set(path, new Map());
  return struct(path);
}

function declareStruct(
  go: GoType & { readonly kind: 'struct' },
  path: string,
  { structs, within }: Declared,
): Type {
  const fields = new Map<string, Type>();
  structs.set(path, fields);
  if (within.includes(go)) return struct(path);
  const inner: Declared = { structs, within: [...within, go] };
  for (const [key, field] of go.fields) {
    const type = declare(field.type, `${path}.${key}`, inner);
    if (type === undefined) continue;
    fields.set(key, type);
    if (reservedWords.has(key)) fields.set(`__${key}__`, type);
  }
  return struct(path);
}
