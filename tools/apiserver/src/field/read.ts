import type { JsonObject, JsonValue } from 'kustomize-ts';

// Decoded objects have the right types everywhere. These give Go's zero value for what is absent, so that
// a rule reads like the field it checks; the `optional...` ones tell absent from zero, as Go's pointers do.

type Fields = JsonObject | undefined;

/** A text; '' when absent. */
export function text(fields: Fields, key: string): string {
  const value = fields?.[key];
  return typeof value === 'string' ? value : '';
}

/** A text, or undefined when absent. */
export function optionalText(fields: Fields, key: string): string | undefined {
  const value = fields?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** A number; 0 when absent. */
export function integer(fields: Fields, key: string): number {
  return optionalInteger(fields, key) ?? 0;
}

/** A number, or undefined when absent. */
export function optionalInteger(fields: Fields, key: string): number | undefined {
  const value = fields?.[key];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** A boolean; false when absent. */
export function flag(fields: Fields, key: string): boolean {
  return fields?.[key] === true;
}

/** A boolean, or undefined when absent. */
export function optionalFlag(fields: Fields, key: string): boolean | undefined {
  const value = fields?.[key];
  return typeof value === 'boolean' ? value : undefined;
}

/** A number or a text, or undefined when absent: Go's IntOrString. */
export function intOrString(fields: Fields, key: string): number | string | undefined {
  const value = fields?.[key];
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

/** An object, or undefined when absent. */
export function object(fields: Fields, key: string): JsonObject | undefined {
  const value = fields?.[key];
  return isObject(value) ? value : undefined;
}

/** The items of a list of objects; none when absent. */
export function objects(fields: Fields, key: string): readonly JsonObject[] {
  const value = fields?.[key];
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}

/** The items of a list of texts; none when absent. */
export function texts(fields: Fields, key: string): readonly string[] {
  const value = fields?.[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The entries of a map of texts, sorted by key (Go walks maps in any order); none when absent. */
export function textMap(fields: Fields, key: string): readonly (readonly [string, string])[] {
  const value = fields?.[key];
  if (!isObject(value)) return [];
  const entries: (readonly [string, string])[] = [];
  for (const name of Object.keys(value).toSorted()) entries.push([name, text(value, name)]);
  return entries;
}

/** Whether a value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
