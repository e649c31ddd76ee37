import { printable } from '@fingerpost/text';

/** A line of a source, and a line with a caret below the place that is meant. */
export interface Excerpt {
  readonly text: string;
  readonly caret: string;
}

const BEFORE = 30;

/**
 * The part of a line around a column, at most `width` columns wide; nothing of it acts on a terminal.
 * @param column from 1, in UTF-16 units
 */
export function excerptOf(line: string, column: number, width: number): Excerpt {
  const at = Math.max(0, Math.min(column - 1, line.length));
  const start = line.length <= width || at < width - BEFORE ? 0 : at - BEFORE;
  const before = `${start > 0 ? '…' : ''}${printable(line.slice(start, at))}`;
  const rest = printable(line.slice(at, at + width));
  const room = Math.max(1, width - before.length);
  const behind = rest.length > room ? `${rest.slice(0, room - 1)}…` : rest.trimEnd();
  return { text: `${before}${behind}`, caret: `${' '.repeat(before.length)}^` };
}
