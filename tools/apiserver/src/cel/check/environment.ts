import type { Overload } from '../library/signatures.ts';
import { signatures } from '../library/signatures.ts';
import type { Type } from './types.ts';
import {
  bool,
  bytes,
  double,
  duration,
  int,
  list,
  map,
  nullType,
  opaque,
  optional,
  param,
  string,
  timestamp,
  typeOf,
  uint,
} from './types.ts';

/** What an expression may name: variables, functions, and the fields of declared object types. */
export interface Environment {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  /** Fields by the name of the object type. An unknown type has no entry. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** The version of Kubernetes that macros are those of; undefined means the newest. */
  readonly version?: string | undefined;
}

/** Type names that are values: `type(x) == int`. */
const typeNames: ReadonlyMap<string, Type> = new Map(
  [bool, bytes, double, duration, int, nullType, string, timestamp, uint].map(
    (type) => [type.name, typeOf(type)] as const,
  ),
);
const genericNames: ReadonlyMap<string, Type> = new Map([
  ['list', typeOf(list(param('A')))],
  ['map', typeOf(map(param('A'), param('B')))],
  ['type', typeOf(typeOf())],
  ['optional_type', typeOf(optional(param('V')))],
  ['net.IP', typeOf(opaque('net.IP'))],
  ['net.CIDR', typeOf(opaque('net.CIDR'))],
]);

/** The environment with these variables and object types, and the functions of a Kubernetes version. */
export function environment(
  variables: ReadonlyMap<string, Type>,
  structs: Environment['structs'],
  version?: string,
): Environment {
  return {
    variables: new Map([...typeNames, ...genericNames, ...variables]),
    functions: signatures(version),
    structs,
    version,
  };
}

/** Whether a name stands for a type. */
export function isTypeName(name: string): boolean {
  return typeNames.has(name) || genericNames.has(name);
}
