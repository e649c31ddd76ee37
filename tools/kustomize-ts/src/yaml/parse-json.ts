import { KustomizeError } from '../error.ts';
import type { JsonValue } from './json-value.ts';
import type { Source } from './node.ts';

/** Parses JSON text. Errors: bad JSON ('yaml-syntax'). */
export function parseJson(text: string, source: Source): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
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
}
