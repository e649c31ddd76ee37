import { toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue, Resource } from 'kustomize-ts';

/** A Kubernetes object that is to be applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: JsonObject;
}

export function toManifest({ apiVersion, kind, namespace, name, node }: Resource): Manifest {
  return { apiVersion, kind, namespace, name, object: asObject(toJsonValue(node)) };
}

/** The same object under two versions of its group is the same. */
export function idOf({ apiVersion, kind, namespace, name }: Omit<Manifest, 'object'>): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, namespace ?? '', name].join('/');
}

/** The value at a path of keys; undefined where there is none. */
export function valueAt(
  value: JsonValue | undefined,
  ...path: readonly string[]
): JsonValue | undefined {
  let at = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** The list at a path; empty where there is none. */
export function listAt(
  value: JsonValue | undefined,
  ...path: readonly string[]
): readonly JsonValue[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; empty where there is none. */
export function textAt(value: JsonValue | undefined, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The same object with another value at a path. */
export function withValue(
  value: JsonValue | undefined,
  path: readonly string[],
  next: JsonValue,
): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  return { ...asObject(value), [key]: withValue(valueAt(value, key), rest, next) };
}

export function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
