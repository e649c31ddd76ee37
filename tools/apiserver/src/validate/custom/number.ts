import { invalid } from '../../field/error.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { goFloat } from './go-print.ts';
import { add, addPlain, newOutcome, pathOf, type Outcome } from './outcome.ts';
import { formatOf, isInt64, typesOf } from './type.ts';

/** The largest float32, and half a unit beyond it. */
const MAX_FLOAT32 = 3.402_823_566_973_364e38;

/**
 * The bounds of a number, its factor, and the range of its format.
 * Source: numberValidator in kube-openapi/pkg/validation/validate/validator.go.
 */
export function checkNumber(value: number | bigint, schema: CustomSchema, path: string): Outcome {
  const outcome = newOutcome();
  addRange(outcome, value, 'Checked', schema, path);
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  // Go compares integers, without the fraction of a bound, when the bound fits the type.
  const compare = (bound: number, noun: string, compared: (limit: Limit) => void): void => {
    const isInteger = addRange(outcome, bound, noun, schema, path) && isInt64(value);
    const limit = isInteger ? Math.trunc(bound) : bound;
    const print = (number: number | bigint): string =>
      isInteger ? String(number) : goFloat(Number(number));
    const refuse = (says: string): void => {
      const text = `${path} in body ${says} ${print(limit)}`;
      addShown(outcome, path, print(value), text);
    };
    compared({ limit, print, refuse });
  };
  if (multipleOf !== undefined) {
    compare(multipleOf, 'MultipleOf', ({ limit, print, refuse }) => {
      if (limit > 0) {
        if (!isMultiple(value, limit)) refuse('should be a multiple of');
        return;
      }
      const shown = print(limit);
      addShown(
        outcome,
        path,
        shown,
        `factor MultipleOf declared for ${path} must be positive: ${shown}`,
      );
    });
  }
  if (maximum !== undefined) {
    compare(maximum, 'Maximum boundary', ({ limit, refuse }) => {
      if (exclusiveMaximum && value >= limit) refuse('should be less than');
      if (!exclusiveMaximum && value > limit) refuse('should be less than or equal to');
    });
  }
  if (minimum !== undefined) {
    compare(minimum, 'Minimum boundary', ({ limit, refuse }) => {
      if (exclusiveMinimum && value <= limit) refuse('should be greater than');
      if (!exclusiveMinimum && value < limit) refuse('should be greater than or equal to');
    });
  }
  outcome.checks += 1;
  return outcome;
}

/** A bound as Go compares with it. */
interface Limit {
  readonly limit: number;
  readonly print: (number: number | bigint) => string;
  readonly refuse: (says: string) => void;
}

function addShown(outcome: Outcome, path: string, shown: string, text: string): void {
  const error = invalid(pathOf(path), '', text);
  add(outcome, text, { ...error, message: `Invalid value: ${shown}: ${text}` });
}

/** Whether a number is in the range of the schema's type and format; adds an error when it is not. */
function addRange(
  outcome: Outcome,
  value: number | bigint,
  noun: string,
  schema: CustomSchema,
  path: string,
): boolean {
  const types = typesOf(schema);
  const type = types.length === 1 && types[0] === 'integer' ? 'integer' : 'number';
  const format = types.length === 1 ? formatOf(schema) : undefined;
  if (isInRange(value, type, format)) return true;
  const named = format === undefined ? '(default format)' : `with format ${format}`;
  addPlain(outcome, `${noun} value must be of type ${type} ${named} in ${path}`);
  return false;
}

function isInRange(value: number | bigint, type: string, format: string | undefined): boolean {
  if (type === 'number') return format !== 'float' || Math.abs(Number(value)) < MAX_FLOAT32;
  if (!isInt64(value)) return false;
  return format !== 'int32' || (value >= -(2 ** 31) && value < 2 ** 31);
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (isInt64(value) && Number.isInteger(factor)) return BigInt(value) % BigInt(factor) === 0n;
  const number = Number(value);
  return isNearlyWhole(factor < 1 ? (1 / factor) * number : number / factor);
}

/** Source: IsFloat64AJSONInteger in github.com/go-openapi/swag. */
function isNearlyWhole(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  if (Number.isInteger(value)) return true;
  if (value < 0) return false;
  const whole = Math.trunc(value);
  return (value - whole) / (value + whole) < 1e-9;
}
