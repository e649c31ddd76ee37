import type { JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { checkAlternatives } from './alternatives.ts';
import { checkEnum } from './enum.ts';
import { checkFields } from './fields.ts';
import { checkFormat } from './format.ts';
import { checkItems } from './items.ts';
import { checkNumber } from './number.ts';
import { merge, newOutcome, type Outcome } from './outcome.ts';
import { checkText } from './text.ts';
import { checkType, hasType } from './type.ts';

/** How the parts of a value are checked. */
export interface Below {
  readonly field: (name: string, value: JsonValue, schema: CustomSchema, path: string) => Outcome;
  readonly item: (index: number, value: JsonValue, schema: CustomSchema, path: string) => Outcome;
}

const plain: Below = {
  field: (_name, value, schema, path) => checkSchema(value, schema, path),
  item: (_index, value, schema, path) => checkSchema(value, schema, path),
};

/**
 * Checks a value against a schema, without its rules in CEL. `path` is the value's place with dots, empty for the
 * object itself. Source: kube-openapi/pkg/validation/validate/schema.go, which apiextensions calls.
 */
export function checkSchema(
  value: JsonValue,
  schema: CustomSchema,
  path: string,
  below: Below = plain,
): Outcome {
  const outcome = newOutcome();
  if (value === null) {
    merge(outcome, checkType(value, schema, path));
    merge(outcome, checkEnum(value, schema, path));
    return outcome;
  }
  const run = (found: Outcome): void => {
    merge(outcome, found);
    outcome.checks += 1;
  };
  if (hasType(schema)) run(checkType(value, schema, path));
  run(checkAlternatives(schema, path, (other) => checkSchema(value, other, path)));
  if (typeof value === 'string') {
    run(checkText(value, schema, path));
    const format = checkFormat(value, schema, path);
    if (format !== undefined) run(format);
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    run(checkNumber(value, schema, path));
  }
  if (Array.isArray(value)) run(checkItems(value, schema, path, below));
  run(checkEnum(value, schema, path));
  if (isObject(value)) run(checkFields(value, schema, path, below));
  outcome.checks += 1;
  return outcome;
}
