import { KustomizeError } from '../error.ts';
import type { JsonValue } from './json-value.ts';
import type { Source } from './node.ts';
import { MAX_NESTING } from './parser.ts';
import { limitError } from './syntax-error.ts';

/** Parses JSON text. Errors: bad JSON ('yaml-syntax'), too deep ('limit'). */
export function parseJson(text: string, source: Source): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new KustomizeError(
      'yaml-syntax',
      `this is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        place: { path: source.path },
        fix: 'correct it, or write the patch as YAML (a text that begins with [ is read as JSON)',
        cause,
      },
    );
  }
  if (!isShallow(value, MAX_NESTING))
    throw limitError(`the JSON is nested more than ${MAX_NESTING} levels deep`, source, 1, 1);
  return value;
}

function isShallow(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((item: JsonValue) => isShallow(item, levels - 1));
}
