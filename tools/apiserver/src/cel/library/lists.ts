import { perCallLimit } from '../run/cost.ts';
import { compare, equals } from '../run/equal.ts';
import { CostLimitError, EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { Duration, isList, Optional, Uint } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { typeName } from '../run/type-name.ts';
import { asInt, asUint } from './integers.ts';
import { durationOf } from './time.ts';

function listOf(value: Value | undefined): readonly Value[] {
  const list = value ?? null;
  if (!isList(list)) throw noSuchOverload();
  return list;
}

/** The cost counts these pairs only afterwards; too many of them would take the time before. */
function withinLimit(pairs: number): void {
  if (pairs > perCallLimit) throw new CostLimitError();
}

function orderOf(left: Value, right: Value): number {
  const order = compare(left, right);
  if (order === undefined) throw noSuchOverload();
  return order;
}

function isSorted(list: readonly Value[]): boolean {
  return list.every((item, index) => index === 0 || orderOf(list[index - 1] ?? null, item) <= 0);
}

function extreme(name: string, prefers: (order: number) => boolean): Body {
  return ([value]) => {
    const [first, ...rest] = listOf(value);
    if (first === undefined) throw new EvaluationError(`${name} called on empty list`);
    let result: Value = first;
    for (const item of rest) if (prefers(orderOf(result, item))) result = item;
    return result;
  };
}

function sumOf(zero: Value, add: (sum: Value, item: Value) => Value): Body {
  return ([value]) => listOf(value).reduce<Value>(add, zero);
}

function bigintOf(value: Value): bigint {
  return value instanceof Uint || value instanceof Duration
    ? 'value' in value
      ? value.value
      : value.nanos
    : BigInt(String(value));
}

function distinct(list: readonly Value[]): readonly Value[] {
  withinLimit(2 * list.length ** 2);
  const kept: Value[] = [];
  for (const item of list) if (!kept.some((other) => equals(item, other))) kept.push(item);
  return kept;
}

function flatten(list: readonly Value[], depth: number): readonly Value[] {
  return list.flatMap((item) =>
    isList(item) ? (depth > 1 ? flatten(item, depth - 1) : item) : [item],
  );
}

function slice(list: readonly Value[], start: bigint, end: bigint): readonly Value[] {
  if (start < 0n || end < 0n) {
    throw new EvaluationError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  }
  if (start > end) {
    throw new EvaluationError(
      `cannot slice(${start}, ${end}), start index must be less than or equal to end index`,
    );
  }
  if (BigInt(list.length) < end)
    throw new EvaluationError(`cannot slice(${start}, ${end}), list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function sortBy(list: readonly Value[], keys: readonly Value[]): readonly Value[] {
  if (list.length !== keys.length) {
    throw new EvaluationError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`,
    );
  }
  withinLimit(2 * list.length ** 2);
  const [first] = keys;
  if (first === undefined) return list;
  if (compare(first, first) === undefined)
    throw new EvaluationError('list elements must be comparable');
  const type = typeName(first);
  if (keys.some((key) => typeName(key) !== type))
    throw new EvaluationError('list elements must have the same type');
  const indexes = keys.map((_, index) => index);
  indexes.sort((left, right) => orderOf(keys[left] ?? null, keys[right] ?? null));
  return indexes.map((index) => list[index] ?? null);
}

function contains(list: readonly Value[], sublist: readonly Value[]): boolean {
  withinLimit(list.length * sublist.length);
  return sublist.every((item) => list.some((other) => equals(item, other)));
}

function findIndex(list: readonly Value[], item: Value): bigint {
  return BigInt(list.findIndex((other) => equals(other, item)));
}

function range(count: bigint): readonly Value[] {
  withinLimit(Number(count));
  return Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index));
}

const orderedTypes = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const longNames: Readonly<Record<string, string>> = {
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
};
const max = extreme('max', (order) => order < 0);
const min = extreme('min', (order) => order > 0);

/** Functions of lists. Source: k8s.io/apiserver pkg/cel/library/lists.go, cel-go ext/{lists,sets}.go. */
export const listBodies: Bodies = {
  ...Object.fromEntries(
    orderedTypes.flatMap((type): [string, Body][] => [
      [`list_${type}_is_sorted_bool`, ([list]) => isSorted(listOf(list))],
      [`list_${type}_max_${type}`, max],
      [`list_${type}_min_${type}`, min],
      [`list_${longNames[type] ?? type}_sort`, ([list]) => sortBy(listOf(list), listOf(list))],
      [
        `list_${longNames[type] ?? type}_sortByAssociatedKeys`,
        ([list, keys]) => sortBy(listOf(list), listOf(keys)),
      ],
    ]),
  ),
  list_int_sum_int: sumOf(0n, (sum, item) => asInt(bigintOf(sum) + bigintOf(item))),
  list_uint_sum_uint: sumOf(
    new Uint(0n),
    (sum, item) => new Uint(asUint(bigintOf(sum) + bigintOf(item))),
  ),
  list_double_sum_double: sumOf(0, (sum, item) => Number(sum) + Number(item)),
  list_duration_sum_duration: sumOf(new Duration(0n), (sum, item) =>
    durationOf(bigintOf(sum) + bigintOf(item)),
  ),
  list_a_index_of_int: ([list, item = null]) => findIndex(listOf(list), item),
  list_a_last_index_of_int: ([list, item = null]) =>
    BigInt(listOf(list).findLastIndex((other) => equals(other, item))),
  list_distinct: ([list]) => distinct(listOf(list)),
  list_flatten: ([list]) => flatten(listOf(list), 1),
  list_flatten_int: ([list, depth]) => {
    if (Number(depth) < 0) throw new EvaluationError('level must be non-negative');
    return Number(depth) === 0 ? listOf(list) : flatten(listOf(list), Number(depth));
  },
  list_first: ([list]) => optional(listOf(list)[0]),
  list_last: ([list]) => optional(listOf(list).at(-1)),
  list_reverse: ([list]) => listOf(list).toReversed(),
  list_slice: ([list, start, end]) =>
    slice(listOf(list), BigInt(String(start)), BigInt(String(end))),
  lists_range: ([count]) => range(BigInt(String(count))),
  list_sets_contains_list: ([list, sublist]) => contains(listOf(list), listOf(sublist)),
  list_sets_equivalent_list: ([left, right]) =>
    contains(listOf(left), listOf(right)) && contains(listOf(right), listOf(left)),
  list_sets_intersects_list: ([left, right]) => {
    const other = listOf(right);
    withinLimit(listOf(left).length * other.length);
    return listOf(left).some((item) => other.some((value) => equals(item, value)));
  },
};

function optional(value: Value | undefined): Optional {
  return value === undefined ? Optional.none : new Optional(value);
}
