import {
  HASH,
  HYPHEN,
  LINE_FEED,
  PLUS,
  SPACE,
  TAB,
  ZERO,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
} from './characters.ts';
import type { Scanner } from './scanner.ts';

/** Reads a `|` or `>` scalar, from its indicator on. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): string {
  const { text } = scanner;
  const { chomping, increment } = scanHeader(scanner);
  let indent = 0;
  if (increment > 0) indent = scanner.indent >= 0 ? scanner.indent + increment : increment;

  const lead = scanBreaks(scanner, indent);
  indent = lead.indent;
  let value = '';
  let trailingBreaks = lead.breaks;
  let lineBreak = '';
  let followsBlank = false;
  while (scanner.column === indent && scanner.position < text.length) {
    const start = scanner.position;
    let end = start;
    const startsBlank = isBlank(text.charCodeAt(start));
    const folds =
      !literal && !followsBlank && !startsBlank && lineBreak.charCodeAt(0) === LINE_FEED;
    if (!folds) value += lineBreak;
    else if (trailingBreaks === '') value += ' ';
    value += trailingBreaks;
    followsBlank = startsBlank;

    while (!isBreakOrEnd(text.charCodeAt(end))) end++;
    value += text.slice(start, end);
    scanner.position = end;
    lineBreak = end < text.length ? scanner.readBreak() : '';
    trailingBreaks = scanBreaks(scanner, indent).breaks;
  }
  if (chomping >= 0) value += lineBreak;
  if (chomping > 0) value += trailingBreaks;
  return value;
}

/** The rest of the indicator's line: `+` or `-` and the indentation, in any order, and a comment. */
function scanHeader(scanner: Scanner): { chomping: -1 | 0 | 1; increment: number } {
  const { text } = scanner;
  let chomping: -1 | 0 | 1 = 0;
  let increment = 0;
  scanner.position++;
  for (let part = 0; part < 2; part++) {
    const c = text.charCodeAt(scanner.position);
    if ((c === PLUS || c === HYPHEN) && chomping === 0) {
      chomping = c === PLUS ? 1 : -1;
    } else if (isDigit(c) && increment === 0) {
      if (c === ZERO)
        throw scanner.error('found an indentation indicator equal to 0', 'use 1 to 9');
      increment = c - ZERO;
    } else {
      break;
    }
    scanner.position++;
  }
  while (isBlank(text.charCodeAt(scanner.position))) scanner.position++;
  if (text.charCodeAt(scanner.position) === HASH) {
    while (!isBreakOrEnd(text.charCodeAt(scanner.position))) scanner.position++;
  }
  const c = text.charCodeAt(scanner.position);
  if (!isBreakOrEnd(c)) {
    throw scanner.error(
      'did not find expected comment or line break after a block scalar indicator',
      'start the text on the next line',
    );
  }
  if (isBreak(c)) scanner.skipBreak();
  return { chomping, increment };
}

/** Skips indentation and empty lines; an indentation of 0 is found out from the first line with text. */
function scanBreaks(scanner: Scanner, indent: number): { breaks: string; indent: number } {
  const { text } = scanner;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    let c = text.charCodeAt(scanner.position);
    while ((indent === 0 || scanner.column < indent) && c === SPACE) {
      c = text.charCodeAt(++scanner.position);
    }
    if (scanner.column > deepest) deepest = scanner.column;
    if ((indent === 0 || scanner.column < indent) && c === TAB) {
      throw scanner.error(
        'found a tab character where an indentation space is expected',
        'indent the text with spaces',
      );
    }
    if (!isBreak(c)) break;
    breaks += scanner.readBreak();
  }
  return { breaks, indent: indent === 0 ? Math.max(deepest, scanner.indent + 1, 1) : indent };
}
