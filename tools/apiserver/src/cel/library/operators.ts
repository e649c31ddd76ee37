import { compare, equals, mapKey } from '../run/equal.ts';
import { CostLimitError, EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { originOf } from '../run/origin.ts';
import { throwPending } from '../run/pending.ts';
import { display } from '../run/display.ts';
import type { MapKey, Value } from '../run/value.ts';
import { Duration, isList, isMap, Timestamp, TypeValue, Uint } from '../run/value.ts';
import { typeName } from '../run/type-name.ts';
import { asInt, asUint } from './integers.ts';
import { durationOf, timestampOf } from './time.ts';

/** Longer results are cut off like runs over the cost limit: a short expression can double a text many times. */
const maxResult = 10_000_000;

function int(run: (left: bigint, right: bigint) => bigint): Body {
  return ([left, right]) => asInt(run(bigint(left), bigint(right)));
}

function uint(run: (left: bigint, right: bigint) => bigint): Body {
  return ([left, right]) => new Uint(asUint(run(bigint(left), bigint(right))));
}

function double(run: (left: number, right: number) => number): Body {
  return ([left, right]) => run(Number(left), Number(right));
}

function bigint(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  throw noSuchOverload();
}

function nanos(value: Value | undefined): bigint {
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos;
  throw noSuchOverload();
}

function offset(value: Value | undefined): number {
  return value instanceof Timestamp ? value.offset : 0;
}

function divisor(value: bigint, message: string): bigint {
  if (value === 0n) throw new EvaluationError(message);
  return value;
}

function quotient(left: bigint, right: bigint): bigint {
  return left / divisor(right, 'division by zero');
}

function remainder(left: bigint, right: bigint): bigint {
  return left % divisor(right, 'modulus by zero');
}

function ordered(decide: (order: number) => boolean): Body {
  return ([left = null, right = null]) => {
    const order = compare(left, right);
    if (order === undefined) throw noSuchOverload();
    if (Number.isNaN(order)) throw new EvaluationError('NaN values cannot be ordered');
    return decide(order);
  };
}

const orders: Readonly<Record<string, Body>> = {
  less: ordered((order) => order < 0),
  less_equals: ordered((order) => order <= 0),
  greater: ordered((order) => order > 0),
  greater_equals: ordered((order) => order >= 0),
};
const ordinals = [
  'bool',
  'int64',
  'int64_double',
  'int64_uint64',
  'uint64',
  'uint64_double',
  'uint64_int64',
  'double',
  'double_int64',
  'double_uint64',
  'string',
  'bytes',
  'timestamp',
  'duration',
];

function concatenate(left: Value | undefined, right: Value | undefined): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > maxResult) throw new CostLimitError();
    return left + right;
  }
  if (isList(left ?? null) && isList(right ?? null)) {
    const first = left as readonly Value[];
    const second = right as readonly Value[];
    if (first.length + second.length > maxResult / 10) throw new CostLimitError();
    return [...first, ...second];
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    if (left.length + right.length > maxResult) throw new CostLimitError();
    return Uint8Array.from([...left, ...right]);
  }
  throw noSuchOverload();
}

/** Operators. Source: cel-go common/types and common/stdlib/standard.go. */
export const operatorBodies: Bodies = {
  logical_not: ([value]) => value !== true,
  negate_double: ([value]) => -Number(value),
  negate_int64: ([value]) => asInt(-bigint(value)),
  modulo_int64: int(remainder),
  modulo_uint64: uint(remainder),
  multiply_double: double((left, right) => left * right),
  multiply_int64: int((left, right) => left * right),
  multiply_uint64: uint((left, right) => left * right),
  divide_double: double((left, right) => left / right),
  divide_int64: int(quotient),
  divide_uint64: uint(quotient),
  add_double: double((left, right) => left + right),
  add_int64: int((left, right) => left + right),
  add_uint64: uint((left, right) => left + right),
  add_bytes: ([left, right]) => concatenate(left, right),
  add_list: ([left, right = null]) =>
    (isList(right) ? originOf(left)?.plus?.(right) : undefined) ?? concatenate(left, right),
  add_string: ([left, right]) => concatenate(left, right),
  add_duration_duration: ([left, right]) => durationOf(nanos(left) + nanos(right)),
  add_duration_timestamp: ([left, right]) => timestampOf(nanos(left) + nanos(right), offset(right)),
  add_timestamp_duration: ([left, right]) => timestampOf(nanos(left) + nanos(right), offset(left)),
  subtract_double: double((left, right) => left - right),
  subtract_int64: int((left, right) => left - right),
  subtract_uint64: uint((left, right) => left - right),
  subtract_duration_duration: ([left, right]) => durationOf(nanos(left) - nanos(right)),
  subtract_timestamp_duration: ([left, right]) =>
    timestampOf(nanos(left) - nanos(right), offset(left)),
  subtract_timestamp_timestamp: ([left, right]) => durationOf(nanos(left) - nanos(right)),
  in_list: ([value = null, list = null]) => {
    if (!isList(list)) return false;
    if (list.some((item) => equals(value, item))) return true;
    for (const item of list) throwPending(item);
    return false;
  },
  in_map: ([value = null, map = null]) => {
    const key = mapKey(value);
    const found = isMap(map) && key !== undefined ? map.get(key) : undefined;
    return found !== undefined && throwPending(found) === found;
  },
  to_dyn: ([value = null]) => value,
  type: ([value = null]) => new TypeValue(typeName(value)),
  '@mapInsert_map_key_value': ([map = null, key = null, value = null]) =>
    insertInto(map, [[mapKey(key), value]]),
  '@mapInsert_map_map': ([map = null, entries = null]) =>
    insertInto(map, isMap(entries) ? entries : []),
  ...Object.fromEntries(
    Object.entries(orders).flatMap(([word, body]) =>
      ordinals.map((name) => [`${word}_${name}`, body]),
    ),
  ),
};

/** Adds to the map of a loop in place: it belongs to the loop alone. A constant `{}` is copied first. */
function insertInto(map: Value, entries: Iterable<readonly [MapKey | undefined, Value]>): Value {
  if (!(map instanceof Map)) throw noSuchOverload();
  const target: Map<MapKey, Value> = map.size === 0 ? new Map() : map;
  for (const [key, value] of entries) {
    if (key === undefined) throw noSuchOverload();
    if (target.has(key))
      throw new EvaluationError(`insert failed: key ${display(key)} already exists`);
    target.set(key, value);
  }
  return target;
}
