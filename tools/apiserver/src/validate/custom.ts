import type { JsonObject, JsonValue } from 'kustomize-ts';
import { RE2JS } from 're2js';
import {
  duplicate,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { isObject } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import type { CustomSchema } from '../schema/custom.ts';
import { nameIsSubdomain, validateGenericMetadata } from './metadata.ts';

/**
 * A custom resource against the schema of its definition; its rules in CEL are not asked here.
 * Source: apiextensions-apiserver/pkg/apiserver/validation and pkg/apiserver/schema/listtype.
 */
export function validateCustom(
  target: JsonObject,
  namespaced: boolean,
  schema: CustomSchema,
): FieldError[] {
  return [
    ...validateGenericMetadata(target, namespaced, nameIsSubdomain),
    ...validateValue(target, schema, root),
    ...validateLists(target, schema, root),
  ];
}

function validateValue(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (value === null && schema.nullable) return [];
  const found = typeOf(value);
  if (!fitsType(found, schema)) {
    const wanted = schema.intOrString ? 'integer,string' : schema.type;
    const detail = `${path} in body must be of type ${wanted}: "${found}"`;
    return [typeInvalid(path, found, detail)];
  }
  return [
    ...validateEnum(value, schema, path),
    ...validateText(value, schema, path),
    ...validateNumber(value, schema, path),
    ...validateItems(value, schema, path),
    ...validateFields(value, schema, path),
    ...validateAlternatives(value, schema, path),
  ];
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return typeof value;
}

function fitsType(found: string, schema: CustomSchema): boolean {
  if (schema.intOrString) return found === 'integer' || found === 'string';
  if (schema.type === undefined || schema.type === found) return true;
  return schema.type === 'number' && found === 'integer';
}

function validateEnum(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  const { enum: allowed } = schema;
  if (allowed === undefined || allowed.some((item) => sameValue(item, value))) return [];
  return [notSupported(path, value, allowed.map(String))];
}

function validateText(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (typeof value !== 'string') return [];
  const errors: FieldError[] = [];
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  const length = Array.from(value).length;
  if (length > maxLength) errors.push(tooLong(path, maxLength, 'character'));
  if (length < minLength) {
    const detail = `${path} in body should be at least ${minLength} chars long`;
    errors.push(invalid(path, value, detail));
  }
  if (pattern !== undefined && !matches(pattern, value)) {
    errors.push(invalid(path, value, `${path} in body should match '${pattern}'`));
  }
  return errors;
}

const expressions = new Map<string, RE2JS>();

function matches(pattern: string, value: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    expression = RE2JS.compile(pattern);
    expressions.set(pattern, expression);
  }
  return expression.matcher(value).find();
}

function validateNumber(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [];
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const details: string[] = [];
  if (value < minimum) details.push(`should be greater than or equal to ${minimum}`);
  if (value > maximum) details.push(`should be less than or equal to ${maximum}`);
  return details.map((detail) => invalid(path, value, `${path} in body ${detail}`));
}

function validateItems(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (!Array.isArray(value)) return [];
  const { items, minItems = 0, maxItems = Infinity } = schema;
  const errors: FieldError[] = [];
  if (value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
  if (value.length < minItems) {
    const detail = `${path} in body should have at least ${minItems} items`;
    errors.push(invalid(path, value.length, detail));
  }
  if (items === undefined) return errors;
  return [
    ...errors,
    ...value.flatMap((item, index) => validateValue(item, items, path.index(index))),
  ];
}

function validateFields(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const errors = schema.required
    .filter((name) => value[name] === undefined)
    .map((name) => required(path.child(name)));
  const { maxProperties = Infinity } = schema;
  if (keys.length > maxProperties) errors.push(tooMany(path, keys.length, maxProperties));
  for (const key of keys) {
    const field = value[key];
    const property = schema.properties.get(key) ?? schema.additionalProperties;
    if (property === undefined || field === undefined || isOwn(path, key)) continue;
    errors.push(...validateValue(field, property, path.child(key)));
  }
  return errors;
}

/** Metadata has rules of its own. */
function isOwn(path: Path, key: string): boolean {
  return path === root && key === 'metadata';
}

function validateAlternatives(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  const fits = (other: CustomSchema): boolean => validateValue(value, other, path).length === 0;
  const errors = schema.allOf.flatMap((other) => validateValue(value, other, path));
  if (schema.anyOf.length > 0 && !schema.anyOf.some(fits)) {
    errors.push(invalid(path, value, `"${path}" must validate at least one schema (anyOf)`));
  }
  const fitting = schema.oneOf.filter(fits).length;
  if (schema.oneOf.length > 0 && fitting !== 1) {
    const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
    const detail = `"${path}" must validate one and only one schema (oneOf). ${found}`;
    errors.push(invalid(path, value, detail));
  }
  if (schema.not !== undefined && fits(schema.not)) {
    errors.push(invalid(path, value, `"${path}" must not validate the schema (not)`));
  }
  return errors;
}

/** Lists whose items are told apart by keys, or by themselves, hold each only once. */
function validateLists(value: JsonValue, schema: CustomSchema, path: Path): FieldError[] {
  if (Array.isArray(value)) {
    const errors = duplicatesIn(value, schema, path);
    const { items } = schema;
    if (items === undefined) return errors;
    return [
      ...errors,
      ...value.flatMap((item, index) => validateLists(item, items, path.index(index))),
    ];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const property = schema.properties.get(key) ?? schema.additionalProperties;
    return property === undefined ? [] : validateLists(field, property, path.child(key));
  });
}

function duplicatesIn(items: JsonValue[], schema: CustomSchema, path: Path): FieldError[] {
  if (schema.listType !== 'map' && schema.listType !== 'set') return [];
  const keys = items.map((item) => (schema.listType === 'map' ? keysOf(item, schema) : item));
  return keys.flatMap((key, index) => {
    const first = keys.findIndex((other) => sameValue(other, key));
    return first === index ? [] : [duplicate(path.index(index), key)];
  });
}

function keysOf(item: JsonValue, schema: CustomSchema): JsonValue {
  if (!isObject(item)) return item;
  return Object.fromEntries(
    schema.listKeys
      .filter((key) => item[key] !== undefined)
      .map((key) => [key, item[key] ?? null] as const),
  );
}
