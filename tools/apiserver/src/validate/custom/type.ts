import type { JsonValue } from 'kustomize-ts';
import { typeInvalid } from '../../field/error.ts';
import { goQuote } from '../../field/go-format.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { knownFormat } from './formats.ts';
import { add, newOutcome, pathOf, type Outcome } from './outcome.ts';

/** The types of a schema; several for x-kubernetes-int-or-string. */
export function typesOf({ type, intOrString }: CustomSchema): readonly string[] {
  if (intOrString) return ['integer', 'string'];
  return type === undefined ? [] : [type];
}

/** Whether a schema says something of the type. */
export function hasType(schema: CustomSchema): boolean {
  return typesOf(schema).length > 0 || formatOf(schema) !== undefined;
}

/**
 * The format of a schema, as far as the API server knows it for the schema's type.
 * Source: apiextensions-apiserver/pkg/apiserver/validation/formats.go.
 */
export function formatOf(schema: CustomSchema): string | undefined {
  const { format } = schema;
  if (format === undefined) return undefined;
  const types = typesOf(schema);
  switch (types.length === 1 ? types[0] : 'string') {
    case 'string':
      return knownFormat(format) === undefined ? undefined : format;
    case 'integer':
      return ['int32', 'int64'].includes(format) ? format : undefined;
    case 'number':
      return ['float', 'double'].includes(format) ? format : undefined;
    default:
      return undefined;
  }
}

/** Whether Go holds a number as an int64: a whole one that fits. */
export function isInt64(value: number | bigint): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

/** What JSON calls a value, and the format that upstream takes numbers for. */
function describe(value: Exclude<JsonValue, null>): {
  readonly type: string;
  readonly format: string;
} {
  if (Array.isArray(value)) return { type: 'array', format: '' };
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return isInt64(value)
        ? { type: 'integer', format: 'int64' }
        : { type: 'number', format: 'float64' };
    case 'boolean':
      return { type: 'boolean', format: '' };
    default:
      return { type: typeof value, format: '' };
  }
}

/** Source: kube-openapi/pkg/validation/validate/type.go. */
export function checkType(value: JsonValue, schema: CustomSchema, path: string): Outcome {
  const types = typesOf(schema);
  if (value === null) {
    const isWrong = types.length > 0 && !schema.nullable;
    return isWrong ? wrongType(path, types.join(','), 'null') : done();
  }
  const found = describe(value);
  const format = formatOf(schema);
  const isContained =
    types.includes(found.type) || (found.type === 'integer' && types.includes('number'));
  const isText = found.type === 'string' || found.type === 'array';
  if (!isText && format !== undefined && !isContained && found.format !== format) {
    return wrongType(path, format, found.format);
  }
  // A list passes where a text of a format is wanted.
  const isNumeric = types.includes('number') || types.includes('integer');
  if (!isNumeric && format !== undefined && isText) return done();
  return isContained ? done() : wrongType(path, types.join(','), found.type);
}

function done(): Outcome {
  return { errors: new Map(), checks: 1 };
}

/** The error of a value that is not of the wanted type or format. */
export function wrongType(path: string, wanted: string, found: string): Outcome {
  const outcome = newOutcome();
  const text = `${path} in body must be of type ${wanted}: ${goQuote(found)}`;
  add(outcome, text, typeInvalid(pathOf(path), found, text));
  return outcome;
}
