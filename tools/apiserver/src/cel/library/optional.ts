import { EvaluationError } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { display } from '../run/display.ts';
import { throwPending } from '../run/pending.ts';
import { Duration, isList, isMap, Optional, Timestamp, Uint } from '../run/value.ts';
import type { Value } from '../run/value.ts';

function presentValue(value: Value | undefined): Value {
  if (value instanceof Optional && value.value !== undefined) return throwPending(value.value);
  throw new EvaluationError('optional.none() dereference');
}

function hasValue(value: Value | undefined): boolean {
  return value instanceof Optional && value.value !== undefined;
}

/** Go's zero time, the first of January of the year 1. */
const zeroTime = -62_135_596_800_000_000_000n;

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === zeroTime;
  if (value instanceof Uint8Array || isList(value)) return value.length === 0;
  return isMap(value) && value.size === 0;
}

function unwrap(value: Value | undefined): Value {
  const list = value ?? null;
  if (!isList(list)) return [];
  return list.flatMap((item): Value[] => {
    if (!(item instanceof Optional))
      throw new EvaluationError(`value ${display(item)} is not optional`);
    return item.value === undefined ? [] : [item.value];
  });
}

/** Functions of optional values. Source: cel-go cel/library.go. `or` and `orValue` look at one side at a time. */
export const optionalBodies: Bodies = {
  optional_hasValue: ([value]) => hasValue(value),
  optional_none: () => Optional.none,
  optional_of: ([value = null]) => new Optional(value),
  optional_ofNonZeroValue: ([value = null]) =>
    isZero(value) ? Optional.none : new Optional(value),
  optional_or_optional: ([value = null, other = null]) => (hasValue(value) ? value : other),
  optional_orValue_value: ([value, other = null]) =>
    hasValue(value) ? presentValue(value) : other,
  optional_unwrap: ([list]) => unwrap(list),
  optional_unwrapOpt: ([list]) => unwrap(list),
  optional_value: ([value]) => presentValue(value),
};
