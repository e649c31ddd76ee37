import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { Answer } from '../../src/index.ts';

/** What the recorder wrote of an answer. */
export interface Recorded {
  readonly name: string;
  readonly verdict: 'accepted' | 'rejected';
  readonly reason?: string | null;
  readonly message?: string;
  readonly errors?: readonly { field?: string; type?: string; message: string }[];
  readonly warnings: readonly string[];
  readonly defaulted?: JsonObject;
}

/** Where an answer differs from the recorded one. */
export type Aspect = 'verdict' | 'errors' | 'warnings' | 'defaults' | 'messages';

export const ASPECTS: readonly Aspect[] = ['verdict', 'errors', 'warnings', 'defaults', 'messages'];

const NO_UID = '00000000-0000-0000-0000-000000000000';

/** Compares an answer of ours with one of the cluster. Messages are compared too, but need not agree. */
export function differences(recorded: Recorded, answer: Answer): Aspect[] {
  const found: Aspect[] = [];
  if (answer.verdict !== recorded.verdict) found.push('verdict');
  const causes = recorded.errors ?? [];
  if (!isDeepStrictEqual(places(causes), places(answer.errors))) found.push('errors');
  if (!isDeepStrictEqual(recorded.warnings, answer.warnings)) found.push('warnings');
  if (recorded.defaulted && !isDeepStrictEqual(plain(recorded.defaulted), shownObject(answer))) {
    found.push('defaults');
  }
  if (!sameMessages(recorded, answer)) found.push('messages');
  return found;
}

function places(causes: readonly { field?: string; type?: string }[]): string[] {
  // Rules over the keys of a map come in the order in which Go walks it, which is any.
  return causes.map(({ field, type }) => `${field} ${type}`).toSorted();
}

function sameMessages(recorded: Recorded, answer: Answer): boolean {
  if (recorded.verdict === 'accepted') return true;
  const expected = (recorded.errors ?? []).map(({ message }) => message).toSorted();
  const actual = answer.errors.map(({ message }) => message.replaceAll(NO_UID, '<uid>')).toSorted();
  if (expected.length === 0 && recorded.message !== answer.message) return false;
  return isDeepStrictEqual(expected, actual);
}

/** The accepted object, with the words of the recorder for what the server chose. */
export function shownObject(answer: Answer): JsonValue {
  const object = plain(answer.defaulted ?? {});
  for (const path of answer.allocated ?? []) {
    const steps = path.split(/\.|\[(\d+)\]/).filter((part) => part !== undefined && part !== '');
    setWord(object, steps);
  }
  return replaceTexts(object, (text) =>
    text.replace(/xxxxx$/, '<random>').replace(NO_UID, '<uid>'),
  );
}

function setWord(value: JsonValue, [name = '', ...rest]: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as JsonObject;
  const field = fields[name];
  if (rest.length > 0) setWord(field ?? null, rest);
  else if (typeof field === 'number') fields[name] = '<allocated>';
  else fields[name] = String(field).includes(':') ? '<allocated IPv6>' : '<allocated IPv4>';
}

function replaceTexts(value: JsonValue, replace: (text: string) => string): JsonValue {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replace));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, replaceTexts(field, replace)]),
  );
}

/** A copy with ordinary prototypes: isDeepStrictEqual compares those too. */
function plain(value: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_, field: unknown) =>
      typeof field === 'bigint' ? Number(field) : field,
    ),
  ) as JsonObject;
}

/** Writes out `$repeat` and `$count`, with which very large cases are recorded. */
export function expand(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => expand(item));
  const repeat = value['$repeat'];
  if (Array.isArray(repeat)) return String(repeat[0]).repeat(Number(repeat[1]));
  if (value['$count'] !== undefined) return countUp(value);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, expand(field)]));
}

function countUp(list: JsonObject): JsonValue[] {
  const count = Number(list['$count']);
  return Array.from({ length: count }, (_, index) => {
    const ratio = count === 1 ? 0 : index / (count - 1);
    return between(expand(list['first'] ?? null), expand(list['last'] ?? null), ratio);
  });
}

/** The value on the way from the first to the last item: their numbers count up evenly. */
function between(first: JsonValue, last: JsonValue, ratio: number): JsonValue {
  if (typeof first === 'number' && typeof last === 'number') {
    return Math.round(first + (last - first) * ratio);
  }
  if (typeof first === 'string' && typeof last === 'string') {
    const lasts = last.split(/(\d+)/);
    return first
      .split(/(\d+)/)
      .map((part, index) => (index % 2 === 0 ? part : step(part, lasts[index] ?? part, ratio)))
      .join('');
  }
  if (Array.isArray(first) && Array.isArray(last)) {
    return first.map((item, index) => between(item, last[index] ?? null, ratio));
  }
  if (typeof first !== 'object' || first === null) return first;
  const lasts = last as JsonObject;
  return Object.fromEntries(
    Object.entries(first).map(([key, field]) => [
      key,
      between(field, (lasts as JsonObject)[key] ?? null, ratio),
    ]),
  );
}

function step(first: string, last: string, ratio: number): string {
  return String(Math.round(Number(first) + (Number(last) - Number(first)) * ratio));
}
