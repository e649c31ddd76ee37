import { dyn, unwrapOptional } from '../check/types.ts';
import type { Type } from '../check/types.ts';
import type { Value, ValueMap } from './value.ts';
import {
  Duration,
  isList,
  isMap,
  LazyMap,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from './value.ts';

/** The name of a value's type, as `type(x)` and the messages of errors give it. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, null>): string {
  if (isList(value)) return 'list';
  if (isMap(value)) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof LazyMap) return 'kubernetes.variables';
  return value instanceof Opaque ? value.type.name : 'dyn';
}

/** Whether a value may be an argument of this declared type. Of lists and maps the first entry counts, as in cel-go. */
export function hasType(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'any':
    case 'param':
    case 'type':
      return true;
    case 'list':
      return isList(value) && (value[0] === undefined || hasType(value[0], type.params[0] ?? dyn));
    case 'map':
      return isMap(value) && firstEntryHasType(value, type);
    default:
      return unwrapOptional(type) ? value instanceof Optional : typeName(value) === type.name;
  }
}

function firstEntryHasType(map: ValueMap, type: Type): boolean {
  for (const [key, value] of map) {
    return hasType(key, type.params[0] ?? dyn) && hasType(value, type.params[1] ?? dyn);
  }
  return true;
}
