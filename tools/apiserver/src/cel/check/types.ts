/**
 * A static type. `struct` is a declared object type, `opaque` a named type with parameters,
 * `param` a type variable, `error` what a failed check leaves behind.
 */
export interface Type {
  readonly kind: TypeKind;
  readonly name: string;
  readonly params: readonly Type[];
}

export type TypeKind =
  | 'dyn'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'duration'
  | 'timestamp'
  | 'list'
  | 'map'
  | 'type'
  | 'struct'
  | 'opaque'
  | 'param'
  | 'error'
  | 'any';

function plain(kind: TypeKind, name: string = kind): Type {
  return { kind, name, params: [] };
}

export const dyn = plain('dyn');
export const nullType = plain('null', 'null_type');
export const bool = plain('bool');
export const int = plain('int');
export const uint = plain('uint');
export const double = plain('double');
export const string = plain('string');
export const bytes = plain('bytes');
export const duration = plain('duration', 'google.protobuf.Duration');
export const timestamp = plain('timestamp', 'google.protobuf.Timestamp');
export const errorType = plain('error', '!error!');

export function list(element: Type): Type {
  return { kind: 'list', name: 'list', params: [element] };
}
export function map(key: Type, value: Type): Type {
  return { kind: 'map', name: 'map', params: [key, value] };
}
export function typeOf(type?: Type): Type {
  return { kind: 'type', name: 'type', params: type === undefined ? [] : [type] };
}
export function optional(type: Type): Type {
  return { kind: 'opaque', name: 'optional_type', params: [type] };
}
export function opaque(name: string, ...params: readonly Type[]): Type {
  return { kind: 'opaque', name, params };
}
export function struct(name: string): Type {
  return { kind: 'struct', name, params: [] };
}
export function param(name: string): Type {
  return { kind: 'param', name, params: [] };
}

/** Whether the checker lets a value of this type be anything. */
export function isDyn(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'any';
}

export function isDynOrError(type: Type): boolean {
  return isDyn(type) || type.kind === 'error';
}

/** The type inside an optional, or undefined. */
export function unwrapOptional(type: Type): Type | undefined {
  return type.kind === 'opaque' && type.name === 'optional_type' ? type.params[0] : undefined;
}

/** Same kind, name and parameters. */
export function sameType(left: Type, right: Type): boolean {
  return (
    left === right ||
    (left.kind === right.kind &&
      left.name === right.name &&
      left.params.length === right.params.length &&
      left.params.every((type, index) => sameType(type, right.params[index] ?? errorType)))
  );
}

const shortNames: Partial<Record<TypeKind, string>> = {
  duration: 'duration',
  timestamp: 'timestamp',
  null: 'null',
  error: '!error!',
  any: 'any',
};

/** A type as the checker's messages write it: `map(string, dyn)`. Source: cel-go checker/format.go. */
export function formatType(type: Type): string {
  const name = shortNames[type.kind] ?? type.name;
  return type.params.length === 0 ? name : `${name}(${type.params.map(formatType).join(', ')})`;
}

/** A type as the compiler's messages about the result write it: the declared name. */
export function declaredName(type: Type): string {
  return type.params.length === 0
    ? type.name
    : `${type.name}(${type.params.map(declaredName).join(', ')})`;
}
