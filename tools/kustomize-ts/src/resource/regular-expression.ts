import { createRequire } from 'node:module';
import type { RE2JS as Re2 } from 're2js';
import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';

/** Tests a text against a pattern. */
export type Matcher = (text: string) => boolean;

const SPECIAL = /[\\^$.|?*+()[\]{}]/;
const compiled = new Map<string, Matcher>();
let engine: typeof Re2 | undefined;

/** RE2 is loaded when the first real pattern needs it: most patterns are plain names. */
function re2(): typeof Re2 {
  engine ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof Re2 }).RE2JS;
  return engine;
}

/**
 * A matcher for the whole text (selectors: the pattern is anchored), in RE2's dialect: no look-around, linear time.
 * Errors: a pattern that RE2 refuses ('invalid-value').
 */
export function matchWhole(pattern: string, place: Place | undefined): Matcher {
  if (!SPECIAL.test(pattern)) return (text) => text === pattern;
  return matchAnywhere(`^(?:${pattern})$`, place);
}

/** A matcher for any part of the text, in RE2's dialect. Errors as {@link matchWhole}. */
export function matchAnywhere(pattern: string, place: Place | undefined): Matcher {
  const known = compiled.get(pattern);
  if (known) return known;
  if (!SPECIAL.test(pattern)) return (text) => text.includes(pattern);
  try {
    const expression = re2().compile(pattern);
    const matcher = (text: string): boolean => expression.matcher(text).find();
    compiled.set(pattern, matcher);
    return matcher;
  } catch (cause) {
    throw new KustomizeError(
      'invalid-value',
      `${JSON.stringify(pattern)} is no regular expression of RE2`,
      {
        place,
        fix: 'put a backslash before characters with a meaning, and leave out look-around and back-references',
        cause,
      },
    );
  }
}
