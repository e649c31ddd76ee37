import type { JsonValue } from 'kustomize-ts';
import { notSupported } from '../../field/error.ts';
import { goJson } from '../../field/go-format.ts';
import { sameValue } from '../../field/same-value.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { add, newOutcome, pathOf, type Outcome } from './outcome.ts';

/** Whether a value is one of those in the list. A null never is. */
export function checkEnum(value: JsonValue, schema: CustomSchema, path: string): Outcome {
  const outcome = newOutcome();
  const { enum: allowed = [] } = schema;
  if (allowed.length === 0 || allowed.some((item) => isConverted(value, item))) return outcome;
  const names = allowed.map((item) => (typeof item === 'string' ? item : goJson(item)));
  const error = notSupported(pathOf(path), value, names);
  add(outcome, `${path} in body should be one of [${names.join(' ')}]`, error);
  return outcome;
}

/**
 * Whether a value is equal to another after Go's conversion to its type: 1.5 becomes 1, and 65 the text "A".
 * Source: basicCommonValidator in kube-openapi/pkg/validation/validate/validator.go.
 */
function isConverted(value: JsonValue, wanted: JsonValue): boolean {
  if (value === null || wanted === null) return false;
  if (typeof value !== 'number' || typeof wanted === 'object') return sameValue(value, wanted);
  if (typeof wanted === 'string') return Number.isInteger(value) && textOf(value) === wanted;
  return Number.isInteger(wanted) ? Math.trunc(value) === wanted : value === wanted;
}

function textOf(value: number): string {
  const isCodePoint = value >= 0 && value <= 0x10_ffff && (value < 0xd800 || value > 0xdfff);
  return String.fromCodePoint(isCodePoint ? value : 0xfffd);
}
