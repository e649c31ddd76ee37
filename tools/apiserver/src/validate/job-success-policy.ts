import type { JsonObject } from 'kustomize-ts';
import { invalid, required, tooLong, tooMany, type FieldError } from '../field/error.ts';
import { append } from '../field/append.ts';
import { goQuote } from '../field/go-format.ts';
import type { Path } from '../field/path.ts';
import { integer, object, objects, optionalInteger, optionalText, text } from '../field/read.ts';
import { byteLength } from './common/names.ts';
import { goStruct } from './pod-spec/go-struct.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';

// Source: pkg/apis/batch/validation/validation.go, validateSuccessPolicy.

const MAX_RULES = 20;
const MAX_INDEXES_TEXT = 64 * 1024;

/** When an indexed Job counts as done before all of it is (KEP-3998). */
export function validateSuccessPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = object(spec, 'successPolicy');
  if (!policy) return [];
  const rules = objects(policy, 'rules');
  if (text(spec, 'completionMode') !== 'Indexed') {
    const shown = goStruct(policy, [
      [
        'Rules',
        'rules',
        null,
        [
          ['SucceededIndexes', 'succeededIndexes', null],
          ['SucceededCount', 'succeededCount', null],
        ],
      ],
    ]);
    return [invalid(path, shown, 'requires indexed completion mode')];
  }
  const rulesPath = path.child('rules');
  const errors: FieldError[] = [];
  if (rules.length === 0) {
    const detail = 'at least one rules must be specified when the successPolicy is specified';
    errors.push(required(rulesPath, detail));
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(rulesPath, rules.length, MAX_RULES));
  const completions = integer(spec, 'completions');
  for (const [index, rule] of rules.entries()) {
    append(errors, validateSuccessRule(rule, completions, rulesPath.index(index)));
  }
  return errors;
}

function validateSuccessRule(rule: JsonObject, completions: number, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const count = optionalInteger(rule, 'succeededCount');
  const indexes = optionalText(rule, 'succeededIndexes');
  if (count === undefined && indexes === undefined) {
    const detail = 'at least one of succeededCount or succeededIndexes must be specified';
    errors.push(required(path, detail));
  }
  let total = 0;
  if (indexes !== undefined) {
    const at = path.child('succeededIndexes');
    if (byteLength(indexes) > MAX_INDEXES_TEXT) errors.push(tooLong(at, MAX_INDEXES_TEXT));
    const counted = countIndexes(indexes, completions);
    if (typeof counted === 'number') total = counted;
    else errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${counted}`));
  }
  if (count === undefined) return errors;
  const at = path.child('succeededCount');
  append(errors, validateNonNegative(rule, 'succeededCount', path));
  if (count > completions) {
    const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(invalid(at, count, detail));
  }
  if (indexes !== undefined && count > total) {
    const detail = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(at, count, detail));
  }
  return errors;
}

/** How many indexes a text like `1,3-5` names; a text is what is wrong with it. */
function countIndexes(indexes: string, completions: number): number | string {
  if (indexes === '') return 0;
  let last = -1;
  let total = 0;
  for (const interval of indexes.split(',')) {
    const limits = interval.split('-');
    if (limits.length > 2) {
      return `the fragment ${goQuote(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    }
    const [first = 0, end = first] = limits.map(Number);
    for (const limit of limits) {
      if (!/^\+?[0-9]+$/.test(limit)) {
        return `cannot convert string to integer for index: ${goQuote(limit)}`;
      }
      if (Number(limit) >= completions) return `too large index: ${goQuote(limit)}`;
    }
    if (limits.length === 2 && first >= end) {
      return `non-increasing order, previous: ${first}, current: ${end}`;
    }
    if (last >= first) return `non-increasing order, previous: ${last}, current: ${first}`;
    total += end - first + 1;
    last = end;
  }
  return total;
}
