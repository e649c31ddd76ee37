import type { JsonObject, JsonValue } from 'kustomize-ts';

/**
 * A JSON value as it was written: numbers keep their text (`80.0` is no integer to Go), objects keep the order of
 * their keys and the keys that occur twice.
 */
export type Input = null | boolean | string | InputNumber | InputObject | readonly Input[];

/** A number as it was written. */
export interface InputNumber {
  readonly number: string;
}

/** The fields of an object as they were written. */
export interface InputObject {
  readonly entries: readonly (readonly [string, Input])[];
}

/** What Go calls a JSON value in its messages. */
export function inputKind(input: Input): string {
  if (input === null) return 'null';
  if (typeof input === 'boolean') return 'bool';
  if (typeof input === 'string') return 'string';
  if (isList(input)) return 'array';
  return 'number' in input ? 'number' : 'object';
}

/** Whether the value is a list: Array.isArray does not narrow readonly arrays. */
export function isList(input: Input): input is readonly Input[] {
  return Array.isArray(input);
}

/** Whether the value is an object. */
export function isInputObject(input: Input): input is InputObject {
  return typeof input === 'object' && input !== null && 'entries' in input && !isList(input);
}

/** A parsed value as input; nothing of it is known but what it means. */
export function toInput(value: JsonValue): Input {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { number: String(value) };
  if (Array.isArray(value)) return value.map((item) => toInput(item));
  const entries: [string, Input][] = [];
  for (const key of Object.keys(value)) entries.push([key, toInput(value[key] ?? null)]);
  return { entries };
}

/** The value of an input: of equal keys the last one counts; integers beyond 2^53 are bigints. */
export function fromInput(input: Input): JsonValue {
  if (input === null || typeof input !== 'object') return input;
  if (isList(input)) return input.map((item) => fromInput(item));
  if ('number' in input) return toNumber(input.number);
  const object: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of input.entries) object[key] = fromInput(value);
  return object;
}

/** The number of a literal: integers beyond 2^53 are bigints. */
export function toNumber(literal: string): number | bigint {
  const number = Number(literal);
  if (Number.isSafeInteger(number) || !/^-?[0-9]+$/.test(literal)) return number;
  return BigInt(literal);
}
