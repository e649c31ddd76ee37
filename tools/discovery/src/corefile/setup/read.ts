import { posix } from 'node:path';
import type { CorefileError } from '../corefile-error.ts';
import { parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import type { Parsed } from '../go/number.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';

/** The value of a text, or an error made of the message. */
export function need<Value>(
  parsed: Parsed<Value>,
  error: (message: string) => CorefileError,
): Value {
  if ('error' in parsed) throw error(parsed.error);
  return parsed.value;
}

/** A whole number; its error names no place. */
export function integer(cursor: Dispenser, text: string): number {
  return need(parseInteger(text), (message) => cursor.failure(message));
}

/** A duration in nanoseconds; its error names no place. */
export function duration(cursor: Dispenser, text: string): bigint {
  return need(parseDuration(text), (message) => cursor.failure(message));
}

/** All arguments of a line, of which there have to be as many as `min` to `max`. */
export function args(cursor: Dispenser, min: number, max = min): readonly string[] {
  const found = cursor.remainingArgs();
  if (found.length < min || found.length > max) throw cursor.argumentError();
  return found;
}

/** The next argument, which has to be there. */
export function arg(cursor: Dispenser): string {
  if (!cursor.nextArg()) throw cursor.argumentError();
  return cursor.value();
}

/** Each use of a directive in a block; the second one is an error. */
export function once(cursor: Dispenser, read: () => void): void {
  let uses = 0;
  while (cursor.next()) {
    if (uses > 0) throw cursor.failure('this plugin can only be used once per Server Block');
    uses += 1;
    read();
  }
}

/** The error of a property that a directive does not have. */
export function unknownProperty(cursor: Dispenser): CorefileError {
  return cursor.error(`unknown property '${cursor.value()}'`);
}

/** A path, from the directory of `root` where it is relative. */
export function rooted(block: Block, path: string): string {
  return path.startsWith('/') || block.root === '' ? path : posix.join(block.root, path);
}
