import type { JsonValue } from 'kustomize-ts';

/** Whether two JSON values are equal; the order of keys does not count, null and empty lists are absent. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  const left = orNull(a);
  const right = orNull(b);
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameValue(item, right[index]));
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue(left[key], right[key]));
}

function orNull(value: JsonValue | undefined): JsonValue {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? null : value;
}
