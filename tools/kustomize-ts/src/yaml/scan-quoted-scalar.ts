import {
  BACKSLASH,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  SPACE,
  NEXT_LINE,
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreak,
} from './characters.ts';
import { foldBreaks } from './scan-plain-scalar.ts';
import type { Scanner } from './scanner.ts';
import { syntaxError } from './syntax-error.ts';

/** Reads a scalar in quotes, from the opening one on. */
export function scanQuotedScalar(scanner: Scanner, single: boolean): string {
  const { text, line, column } = scanner;
  const quote = single ? SINGLE_QUOTE : DOUBLE_QUOTE;
  scanner.position++;
  let value = '';

  for (;;) {
    if (scanner.atDocumentIndicator()) {
      throw scanner.error(
        'found unexpected document indicator inside a quoted scalar',
        'indent the line',
      );
    }
    // Words, and the escapes between them.
    let start = scanner.position;
    let position = start;
    let c = text.charCodeAt(position);
    let escapedBreak = false;
    for (;;) {
      if (!(c > SPACE && c < NEXT_LINE) && isBlankOrEnd(c)) break;
      if (c === quote) {
        if (!single || text.charCodeAt(position + 1) !== SINGLE_QUOTE) break;
        value += text.slice(start, position + 1);
        position += 2;
        start = position;
      } else if (c === BACKSLASH && !single) {
        value += text.slice(start, position);
        scanner.position = position;
        if (isBreak(text.charCodeAt(position + 1))) {
          scanner.position++;
          scanner.skipBreak();
          start = position = scanner.position;
          c = text.charCodeAt(position);
          escapedBreak = true;
          break;
        }
        value += scanEscape(scanner);
        start = position = scanner.position;
      } else {
        position++;
      }
      c = text.charCodeAt(position);
    }
    value += text.slice(start, position);
    scanner.position = position;
    if (position >= text.length) {
      throw syntaxError(
        'found unexpected end of stream inside a quoted scalar',
        scanner.source,
        line + 1,
        column + 1,
        'close the quote',
      );
    }
    if (c === quote) break;

    // White space, which folds where it has a line break.
    let breaks = '';
    const blanksStart = position;
    while (isBlank(c) || isBreak(c)) {
      if (isBreak(c)) breaks += scanner.readBreak();
      else scanner.position++;
      c = text.charCodeAt(scanner.position);
    }
    if (escapedBreak) value += breaks;
    else if (breaks === '') value += text.slice(blanksStart, scanner.position);
    else value += foldBreaks(breaks);
  }

  scanner.position++;
  return value;
}

/** Reads one escape sequence, from its backslash on. */
function scanEscape(scanner: Scanner): string {
  const { text, position } = scanner;
  const letter = text[position + 1];
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (length === 0) {
    const character = SHORT_ESCAPES.get(letter ?? '');
    if (character === undefined) {
      throw scanner.error(
        `found unknown escape character '\\${letter ?? ''}'`,
        'double the backslash, or use single quotes',
      );
    }
    scanner.position += 2;
    return character;
  }
  let code = 0;
  for (let i = position + 2; i < position + 2 + length; i++) {
    const digit = hexValue(text.charCodeAt(i));
    if (digit < 0) {
      throw scanner.error(
        `did not find the ${length} hexadecimal digits of an escape '\\${letter}'`,
      );
    }
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw scanner.error(
      'found an escape of something that is no Unicode character',
      'write characters above U+FFFF as \\U with 8 digits',
    );
  }
  scanner.position += 2 + length;
  return String.fromCodePoint(code);
}

const SHORT_ESCAPES = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
