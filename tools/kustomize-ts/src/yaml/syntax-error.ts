import { KustomizeError } from '../error.ts';
import type { Source } from './node.ts';

/** How a place is named where no file is known. */
export function placeOf(source: Source | undefined, line: number, column: number) {
  return { path: source?.path ?? '(input)', line, column };
}

/** YAML that cannot be read; line and column count from 1. */
export function syntaxError(
  reason: string,
  source: Source | undefined,
  line: number,
  column: number,
  fix?: string,
): KustomizeError {
  return new KustomizeError('yaml-syntax', reason, {
    place: placeOf(source, line, column),
    fix: fix ?? 'correct the YAML there',
  });
}

/** YAML that would take too much memory or stack. */
export function limitError(
  reason: string,
  source: Source | undefined,
  line: number,
  column: number,
  fix?: string,
): KustomizeError {
  return new KustomizeError('limit', reason, {
    place: placeOf(source, line, column),
    fix: fix ?? 'write it smaller',
  });
}
