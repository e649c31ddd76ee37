import { originOf } from './origin.ts';
import { throwPending } from './pending.ts';
import { typeName } from './type-name.ts';
import type { MapKey, Value, ValueMap } from './value.ts';
import { Duration, isList, isMap, Opaque, Optional, Timestamp, TypeValue, Uint } from './value.ts';

/** `left == right`. Numbers compare by value across types; different types are unequal. */
export function equals(left: Value, right: Value): boolean {
  const own = originOf(left);
  if (own !== undefined) return own.equals(right);
  throwPending(left);
  if (left === right) return true;
  const first = numeric(left);
  if (first !== undefined) {
    const second = numeric(right);
    // oxlint-disable-next-line eqeqeq -- compares a bigint with a number by value
    return second !== undefined && first == second;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return false;
  if (isList(left)) return isList(right) && listsEqual(left, right);
  if (isMap(left)) return isMap(right) && mapsEqual(left, right);
  return objectsEqual(left, right);
}

function objectsEqual(left: Exclude<Value, null>, right: Exclude<Value, null>): boolean {
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
  if (left instanceof Opaque)
    return right instanceof Opaque && left.type.name === right.type.name && left.equals(right);
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array && compareBytes(left, right) === 0;
  if (!(left instanceof Optional) || !(right instanceof Optional)) return false;
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return equals(left.value, right.value);
}

function listsEqual(left: readonly Value[], right: readonly Value[]): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => equals(value, right[index] ?? null))
  );
}

function mapsEqual(left: ValueMap, right: ValueMap): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

function numeric(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Orders two values: negative, 0 or positive; NaN when a number is none; undefined when they do not compare. */
export function compare(left: Value, right: Value): number | undefined {
  const first = numeric(left);
  if (first !== undefined) {
    const second = numeric(right);
    if (second === undefined) return undefined;
    if (Number.isNaN(first) || Number.isNaN(second)) return Number.NaN;
    return order(first, second);
  }
  if (typeof left === 'string')
    return typeof right === 'string' ? compareText(left, right) : undefined;
  if (typeof left === 'boolean')
    return typeof right === 'boolean' ? Number(left) - Number(right) : undefined;
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array ? compareBytes(left, right) : undefined;
  if (left instanceof Duration)
    return right instanceof Duration ? order(left.nanos, right.nanos) : undefined;
  if (left instanceof Timestamp)
    return right instanceof Timestamp ? order(left.nanos, right.nanos) : undefined;
  return undefined;
}

function order(left: bigint | number, right: bigint | number): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** By code points, which is the order of the bytes of UTF-8; UTF-16 units would put emoji before U+E000. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left.charCodeAt(index) === right.charCodeAt(index)) continue;
    return (
      order(left.codePointAt(index) ?? 0, right.codePointAt(index) ?? 0) ||
      order(left.length, right.length)
    );
  }
  return left.length - right.length;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The key under which a map holds a value, or undefined when the value cannot be a key. */
export function mapKey(value: Value): MapKey | undefined {
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean')
    return value;
  if (value instanceof Uint) return value.value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

/** Whether a value may be the key of a map literal. */
export function isKeyType(value: Value): boolean {
  return ['string', 'int', 'uint', 'bool'].includes(typeName(value));
}
