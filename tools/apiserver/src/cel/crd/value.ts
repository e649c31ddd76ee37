import { Buffer } from 'node:buffer';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';
import { sameValue } from '../../field/same-value.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { isDate, readDuration } from '../../validate/custom/formats.ts';
import { goTypeOf } from '../../validate/custom/scale.ts';
import { isInt64 } from '../../validate/custom/type.ts';
import { dyn } from '../check/types.ts';
import { parseTimestamp } from '../library/time.ts';
import { EvaluationError } from '../run/error.ts';
import { fromJson } from '../run/from-json.ts';
import { Pending } from '../run/pending.ts';
import { Duration, Opaque, Timestamp, type Value } from '../run/value.ts';
import { timeProblem } from './go-time.ts';
import { listValue } from './list-value.ts';
import { resourceProperties } from './names.ts';
import { objectValue } from './object-value.ts';

/** Values by the lists and objects that they were made of. */
export type Made = WeakMap<object, Value>;

/**
 * A value of a custom resource as its rules see it: formats are types, properties have the names of expressions. What
 * does not fit the schema is an error for whoever looks at it.
 * Source: UnstructuredToVal in k8s.io/apiserver pkg/cel/common/valuesunstructured.go.
 */
export function crdValue(
  value: JsonValue,
  schema: CustomSchema,
  made: Made,
  isRoot = false,
): Value {
  const known = typeof value === 'object' && value !== null ? made.get(value) : undefined;
  if (known !== undefined) return known;
  const result = makeValue(value, schema, made, isRoot || schema.embeddedResource);
  if (typeof value === 'object' && value !== null) made.set(value, result);
  return result;
}

/**
 * An old value as rules with optionalOldSelf see it: cel-go takes the stored lists and objects out of an optional
 * variable, so that nothing of their schema is left.
 */
export function optionalValue(old: Value, before: JsonValue): Value {
  if (old instanceof Pending) {
    const { message } = old.error;
    return failure(`unsupported conversion to ref.Val: (*errors.errorString)${message}`);
  }
  return typeof before === 'object' ? fromJson(before) : old;
}

function makeValue(value: JsonValue, schema: CustomSchema, made: Made, isResource: boolean): Value {
  if (value === null) {
    return schema.nullable ? null : wrong('got null for schema with nullable=false');
  }
  if (schema.intOrString) {
    if (typeof value === 'string') return value;
    return isNumber(value) && isInt64(value)
      ? BigInt(value)
      : wrong('expected XIntOrString value to be either a string or integer');
  }
  switch (schema.type) {
    case 'object':
      if (!isObject(value)) {
        return wrong('expected a map for the provided schema with type=object');
      }
      return fieldsOf(value, schema, made, isResource);
    case 'array': {
      const { items } = schema;
      if (!Array.isArray(value)) {
        return wrong('expected an array for the provided schema with type=array');
      }
      if (items === undefined) {
        return failure('invalid array type, expected Items with a non-empty Schema');
      }
      const own = value.map((item) => crdValue(item, items, made));
      return listValue(own, value, schema);
    }
    case 'string':
      if (typeof value !== 'string') return wrong(`expected string, got ${goTypeOf(value)}`);
      return textValue(value, schema.format ?? '');
    case 'number':
      return isNumber(value) ? Number(value) : wrong(`expected float, got ${goTypeOf(value)}`);
    case 'integer':
      return isNumber(value) && isInt64(value)
        ? BigInt(value)
        : wrong(`expected int, got ${goTypeOf(value)}`);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(`expected bool, got ${goTypeOf(value)}`);
    default:
      return new Preserved(value);
  }
}

function fieldsOf(value: JsonObject, schema: CustomSchema, made: Made, isResource: boolean): Value {
  const properties = isResource ? resourceProperties(schema) : schema.properties;
  const more = schema.additionalProperties;
  const isStruct = properties.size > 0;
  const schemaOf = (key: string): CustomSchema | undefined =>
    isStruct ? properties.get(key) : typeof more === 'object' ? more : undefined;
  return objectValue(value, isStruct, schemaOf, (field, own) => crdValue(field, own, made));
}

function isNumber(value: JsonValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function wrong(detail: string): Pending {
  return failure(`invalid data, ${detail}`);
}

function failure(message: string): Pending {
  return new Pending(new EvaluationError(message));
}

function textValue(value: string, format: string): Value {
  switch (format) {
    case 'byte':
      return bytesOf(value);
    case 'date':
      return (
        (isDate(value) ? readTime(`${value}T00:00:00Z`) : undefined) ??
        failure(`Invalid date formatted string ${value}: ${timeProblem(value, 'date')}`)
      );
    case 'date-time':
      return (
        timeOf(value) ??
        failure(`Invalid date-time formatted string ${value}: ${timeProblem(value, 'date-time')}`)
      );
    case 'duration': {
      const nanos = readDuration(value);
      return nanos === undefined
        ? failure(`Invalid duration ${value}: unable to parse ${value} as duration`)
        : new Duration(nanos);
    }
    default:
      return value;
  }
}

/** A time without a zone is one of UTC, and no text the beginning of 1970. */
function timeOf(value: string): Timestamp | undefined {
  if (value === '') return new Timestamp(0n);
  return readTime(value) ?? readTime(`${value}Z`);
}

/** The Gregorian calendar begins again after so many nanoseconds. */
const FOUR_CENTURIES = 146_097n * 86_400n * 1_000_000_000n;

/** Values may be in the year 0, which no expression can write. */
function readTime(text: string): Timestamp | undefined {
  if (!text.startsWith('0000')) return parseTimestamp(text);
  const later = parseTimestamp(`0400${text.slice(4)}`);
  return later && new Timestamp(later.nanos - FOUR_CENTURIES, later.offset);
}

/** Upstream reads them in the alphabet of URLs, though formats are checked in the other one. */
function bytesOf(value: string): Value {
  const text = value.replaceAll(/[\r\n]/gu, '');
  const wrongAt = text.search(/[^A-Za-z0-9_=-]/u);
  const isWhole = text.length % 4 === 0 && /^[A-Za-z0-9_-]*={0,2}$/u.test(text);
  if (wrongAt < 0 && isWhole) return Uint8Array.from(Buffer.from(text, 'base64url'));
  const at = wrongAt < 0 ? text.length - (text.length % 4) : wrongAt;
  return failure(`Invalid byte formatted string ${value}: illegal base64 data at input byte ${at}`);
}

/** What a schema keeps without describing it: it can be compared, and nothing else. */
class Preserved extends Opaque {
  readonly type = dyn;
  readonly #value: JsonValue;
  constructor(value: JsonValue) {
    super();
    this.#value = value;
  }
  equals(other: Opaque): boolean {
    return other instanceof Preserved && sameValue(this.#value, other.#value);
  }
}
