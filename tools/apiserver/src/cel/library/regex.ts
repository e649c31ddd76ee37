import { RE2JS } from 're2js';
import { EvaluationError } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import type { Value } from '../run/value.ts';

const compiled = new Map<string, RE2JS | string>();
const maxCompiled = 1000;

/** A regular expression of RE2, or the message of what is wrong with it. */
export function compileRegex(pattern: string): RE2JS | string {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= maxCompiled) compiled.clear();
  const result = tryCompile(pattern);
  compiled.set(pattern, result);
  return result;
}

function tryCompile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function regex(pattern: Value | undefined, prefix: string): RE2JS {
  const result = compileRegex(String(pattern));
  if (typeof result === 'string') throw new EvaluationError(`${prefix}${result}`);
  return result;
}

function matches(text: Value | undefined, pattern: Value | undefined): boolean {
  return regex(pattern, '').matcher(String(text)).find();
}

function find(text: Value | undefined, pattern: Value | undefined): string {
  const matcher = regex(pattern, 'Illegal regex: ').matcher(String(text));
  return matcher.find() ? (matcher.group() ?? '') : '';
}

function findAll(
  text: Value | undefined,
  pattern: Value | undefined,
  limit: number,
): readonly string[] {
  const matcher = regex(pattern, 'Illegal regex: ').matcher(String(text));
  const found: string[] = [];
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

/** Regular expressions of RE2, in linear time. Source: cel-go common/types/string.go, k8s.io/apiserver pkg/cel/library/regex.go. */
export const regexBodies: Bodies = {
  matches: ([text, pattern]) => matches(text, pattern),
  matches_string: ([text, pattern]) => matches(text, pattern),
  string_find_string: ([text, pattern]) => find(text, pattern),
  string_find_all_string: ([text, pattern]) => findAll(text, pattern, -1),
  string_find_all_string_int: ([text, pattern, limit]) => findAll(text, pattern, Number(limit)),
};
