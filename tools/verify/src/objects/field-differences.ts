import type { JsonObject, JsonValue } from 'kustomize-ts';

/** A field that is not the same on both sides; undefined where it is absent. */
export interface FieldDifference {
  /** Keys; an item of a list goes by its name where all have one, else by its number. */
  readonly path: readonly string[];
  readonly predicted: JsonValue | undefined;
  readonly real: JsonValue | undefined;
}

/** Where two JSON values differ, as deep as it can be told, in the order of the first one's fields. */
export function fieldDifferences(
  predicted: JsonValue | undefined,
  real: JsonValue | undefined,
  path: readonly string[] = [],
): readonly FieldDifference[] {
  const [a, b] = [fieldsOf(predicted), fieldsOf(real)];
  if (!a || !b) {
    return isSameScalar(predicted, real) ? [] : [{ path, predicted, real }];
  }
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) =>
    fieldDifferences(a.get(key), b.get(key), [...path, key]),
  );
}

/** The fields of an object or the items of a list; undefined of anything else, and of what is absent. */
function fieldsOf(value: JsonValue | undefined): ReadonlyMap<string, JsonValue> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map((item) => nameOf(item));
  const byName = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return new Map(value.map((item, i) => [byName ? (names[i] ?? '') : String(i), item]));
}

function nameOf(item: JsonValue): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const name = (item as JsonObject)['name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Empty lists and maps are the same as absent ones: the server leaves them out. */
function isSameScalar(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  return typeof a === 'object' || typeof b === 'object' ? false : String(a) === String(b);
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
