import { displayDouble } from '../../cel/run/display.ts';
import { invalid } from '../../field/error.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { add, addInvalid, addPlain, newOutcome, pathOf, type Outcome } from './outcome.ts';
import { formatOf, isInt64, typesOf } from './type.ts';

/** The largest float32, and half a unit beyond it. */
const MAX_FLOAT32 = 3.402_823_566_973_364e38;

/**
 * The bounds of a number, its factor, and the range of its format.
 * Source: numberValidator in kube-openapi/pkg/validation/validate/validator.go. Go cuts the fraction off a bound before it
 * compares a whole number with it.
 */
export function checkNumber(value: number | bigint, schema: CustomSchema, path: string): Outcome {
  const outcome = newOutcome();
  const isWhole = isInt64(value);
  addRange(outcome, value, 'Checked', schema, path);
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (multipleOf !== undefined) {
    const fits = addRange(outcome, multipleOf, 'MultipleOf', schema, path);
    checkMultiple(outcome, value, fits && isWhole ? Math.trunc(multipleOf) : multipleOf, path);
  }
  if (maximum !== undefined) {
    const fits = addRange(outcome, maximum, 'Maximum boundary', schema, path);
    const bound = fits && isWhole ? Math.trunc(maximum) : maximum;
    if (exclusiveMaximum ? value >= bound : value > bound) {
      const noun = exclusiveMaximum ? 'less than' : 'less than or equal to';
      addInvalid(outcome, path, value, `should be ${noun} ${show(bound)}`);
    }
  }
  if (minimum !== undefined) {
    const fits = addRange(outcome, minimum, 'Minimum boundary', schema, path);
    const bound = fits && isWhole ? Math.trunc(minimum) : minimum;
    if (exclusiveMinimum ? value <= bound : value < bound) {
      const noun = exclusiveMinimum ? 'greater than' : 'greater than or equal to';
      addInvalid(outcome, path, value, `should be ${noun} ${show(bound)}`);
    }
  }
  outcome.checks += 1;
  return outcome;
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

function checkMultiple(
  outcome: Outcome,
  value: number | bigint,
  factor: number,
  path: string,
): void {
  if (factor <= 0) {
    const text = `factor MultipleOf declared for ${path} must be positive: ${show(factor)}`;
    add(outcome, text, invalid(pathOf(path), factor, text));
  } else if (!isMultiple(value, factor)) {
    addInvalid(outcome, path, value, `should be a multiple of ${show(factor)}`);
  }
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

function show(value: number): string {
  return displayDouble(value);
}
