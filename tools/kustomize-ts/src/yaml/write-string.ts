import {
  BACKSLASH,
  BYTE_ORDER_MARK,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  SPACE,
  isBreak,
} from './characters.ts';
import { isPrintable, printedStyle } from './scalar-style.ts';

/** go-yaml v2 breaks a line at the first space behind this column. */
const BEST_WIDTH = 80;

/**
 * A string as go-yaml v2 prints it as a value, without a line break at its end unless it is a block whose text has one.
 * `column` is where it begins, `indent` where lines that continue it begin. Columns count characters; what is printed
 * unescaped holds no character of two UTF-16 units, so that lengths will do.
 */
export function writeString(text: string, column: number, indent: number): string {
  const style = printedStyle(text, false);
  switch (style) {
    case 'plain':
      return column + text.length > BEST_WIDTH && text.includes(' ')
        ? wrapPlain(text, column, indent)
        : text;
    case 'single':
      return writeSingleQuoted(text, column, indent);
    case 'double':
      return writeDoubleQuoted(text, column, indent);
    case 'literal':
      return writeLiteral(text, indent);
  }
}

/** A key that needs no `?`: never broken. */
export function writeKey(text: string): string {
  switch (printedStyle(text, true)) {
    case 'plain':
      return text;
    case 'single':
      return writeSingleQuoted(text, -Infinity, 0);
    default:
      return writeDoubleQuoted(text, -Infinity, 0);
  }
}

function wrapPlain(text: string, startColumn: number, indent: number): string {
  const lineBreak = `\n${' '.repeat(indent)}`;
  let column = startColumn;
  let written = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (
      column > BEST_WIDTH &&
      text.charCodeAt(i) === SPACE &&
      text.charCodeAt(i - 1) !== SPACE &&
      text.charCodeAt(i + 1) !== SPACE
    ) {
      written += text.slice(start, i) + lineBreak;
      start = i + 1;
      column = indent;
    } else {
      column++;
    }
  }
  return written + text.slice(start);
}

function writeSingleQuoted(text: string, startColumn: number, indent: number): string {
  const { length } = text;
  let column = startColumn + 1;
  let written = "'";
  let afterBreak = false;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === SPACE) {
      const breaks =
        column > BEST_WIDTH &&
        i > 0 &&
        i < length - 1 &&
        text.charCodeAt(i - 1) !== SPACE &&
        text.charCodeAt(i + 1) !== SPACE;
      if (breaks) {
        written += `\n${' '.repeat(indent)}`;
        column = indent;
      } else {
        written += ' ';
        column++;
      }
    } else if (isBreak(c)) {
      // Only LS and PS get here: a text with line feeds is a block or in double quotes.
      written += text[i];
      column = 0;
      afterBreak = true;
    } else {
      if (afterBreak) {
        written += ' '.repeat(indent);
        column = indent;
        afterBreak = false;
      }
      if (c === SINGLE_QUOTE) {
        written += "'";
        column++;
      }
      written += text[i];
      column++;
    }
  }
  return `${written}'`;
}

function writeDoubleQuoted(text: string, startColumn: number, indent: number): string {
  const { length } = text;
  // go-yaml looks for a byte order mark at the beginning of the text where it means the character.
  const escapesAll = text.charCodeAt(0) === BYTE_ORDER_MARK;
  let column = startColumn + 1;
  let written = '"';
  let afterSpace = false;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (escapesAll || !isPrintable(c) || isBreak(c) || c === DOUBLE_QUOTE || c === BACKSLASH) {
      const code = text.codePointAt(i)!;
      if (code > 0xffff) i++;
      const escape = escapeOf(code);
      written += escape;
      column += escape.length;
      afterSpace = false;
    } else if (c === SPACE) {
      if (column > BEST_WIDTH && !afterSpace && i > 0 && i < length - 1) {
        written += `\n${' '.repeat(indent)}`;
        column = indent;
        if (text.charCodeAt(i + 1) === SPACE) {
          written += '\\';
          column++;
        }
      } else {
        written += ' ';
        column++;
      }
      afterSpace = true;
    } else {
      written += text[i];
      column++;
      afterSpace = false;
    }
  }
  return `${written}"`;
}

function escapeOf(code: number): string {
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return String.raw`\x` + digits.padStart(2, '0');
  return code <= 0xffff
    ? String.raw`\u` + digits.padStart(4, '0')
    : String.raw`\U` + digits.padStart(8, '0');
}

const SHORT_ESCAPES = new Map([
  [0x00, String.raw`\0`],
  [0x07, String.raw`\a`],
  [0x08, String.raw`\b`],
  [0x09, String.raw`\t`],
  [0x0a, String.raw`\n`],
  [0x0b, String.raw`\v`],
  [0x0c, String.raw`\f`],
  [0x0d, String.raw`\r`],
  [0x1b, String.raw`\e`],
  [0x22, String.raw`\"`],
  [0x5c, String.raw`\\`],
  [0x85, String.raw`\N`],
  [0xa0, String.raw`\_`],
  [0x2028, String.raw`\L`],
  [0x2029, String.raw`\P`],
]);

function writeLiteral(text: string, indent: number): string {
  const { length } = text;
  const first = text.charCodeAt(0);
  let header = first === SPACE || isBreak(first) ? '|2' : '|';
  if (!isBreak(text.charCodeAt(length - 1))) header += '-';
  else if (length === 1 || isBreak(text.charCodeAt(length - 2))) header += '+';

  const spaces = ' '.repeat(indent);
  let written = `${header}\n`;
  for (let start = 0; start < length;) {
    let end = start;
    while (end < length && !isBreak(text.charCodeAt(end))) end++;
    if (end > start) written += spaces;
    written += text.slice(start, end + 1);
    start = end + 1;
  }
  return written;
}
