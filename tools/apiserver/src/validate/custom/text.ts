import { RE2JS } from 're2js';
import { textSize } from '../../cel/run/text.ts';
import { tooLong } from '../../field/error.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { add, addInvalid, newOutcome, pathOf, type Outcome } from './outcome.ts';

/** The length and the pattern of a text; the first that is wrong. */
export function checkText(value: string, schema: CustomSchema, path: string): Outcome {
  const outcome = newOutcome();
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  const length = textSize(value);
  if (length > maxLength) {
    const text = `${path} in body should be at most ${maxLength} chars long`;
    add(outcome, text, tooLong(pathOf(path), maxLength));
  } else if (length < minLength) {
    addInvalid(outcome, path, value, `should be at least ${minLength} chars long`);
  } else if (pattern !== undefined && !matches(pattern, value)) {
    addInvalid(outcome, path, value, `should match '${pattern}'`);
  }
  return outcome;
}

const expressions = new Map<string, RE2JS | undefined>();

/** A pattern that is none matches nothing; the API server refuses its definition. */
function matches(pattern: string, value: string): boolean {
  if (!expressions.has(pattern)) expressions.set(pattern, compile(pattern));
  return expressions.get(pattern)?.matcher(value).find() === true;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
