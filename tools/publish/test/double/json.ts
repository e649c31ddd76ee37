/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key, empty where there is none. */
export function objectAt(value: Json | undefined, key: string): JsonObject {
  const item = isObject(value) ? value[key] : undefined;
  return isObject(item) ? item : {};
}

/** The list at a key, empty where there is none. */
export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const item = isObject(value) ? value[key] : undefined;
  return isList(item) ? item : [];
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
