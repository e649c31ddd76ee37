import type { JsonValue } from 'kustomize-ts';
import { KEPT_EMPTY } from '../decode/kept-empty.ts';

/** Whether two JSON values are equal; the order of keys does not count, null and empty lists are absent. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return same(a, b, NONE);
}

/**
 * The same for parts of objects of the server's own types: a map that decoding keeps although it is empty is absent, too
 * (`Semantic.DeepEqual` of k8s.io/apimachinery/pkg/api/equality).
 */
export function sameObject(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return same(a, b, EMPTY_MAPS);
}

const NONE: ReadonlySet<string> = new Set();
const EMPTY_MAPS: ReadonlySet<string> = new Set(
  [...KEPT_EMPTY].map((field) => field.slice(field.lastIndexOf('.') + 1)),
);

function same(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
  maps: ReadonlySet<string>,
  field = '',
): boolean {
  const left = orNull(a, maps.has(field));
  const right = orNull(b, maps.has(field));
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => same(item, right[index], maps));
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key], maps, key));
}

function orNull(value: JsonValue | undefined, isMap: boolean): JsonValue {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  return isMap && Object.keys(value).length === 0 ? null : value;
}
