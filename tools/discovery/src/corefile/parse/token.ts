import type { Position } from '../corefile-error.ts';

/** A word of a Corefile. */
export interface Token {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a word stands. */
export function positionOf({ file, line, column }: Token): Position {
  return { file, line, column };
}
