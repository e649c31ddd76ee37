import {
  AMPERSAND,
  ASTERISK,
  AT,
  BACKQUOTE,
  BYTE_ORDER_MARK,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  EXCLAMATION,
  GREATER_THAN,
  HASH,
  HYPHEN,
  LEFT_BRACE,
  LEFT_BRACKET,
  LINE_FEED,
  PERCENT,
  PERIOD,
  PLUS,
  QUESTION,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  SINGLE_QUOTE,
  SPACE,
  UNDERSCORE,
  VERTICAL_BAR,
  isBlank,
  isBreak,
  isDigit,
} from './characters.ts';
import { resolveTag } from './resolve.ts';

/** How go-yaml v2 prints a string. */
export type PrintedStyle = 'plain' | 'single' | 'double' | 'literal';

/** What a string lets the printer do; a bit each. */
const PLAIN = 1;
const SINGLE = 2;
const BLOCK = 4;
const ONE_LINE = 8;

/** The style of a string as a value, or as a key that is written without `?`. */
export function printedStyle(text: string, simpleKey: boolean): PrintedStyle {
  const allowed = analyze(text);
  if (!(allowed & ONE_LINE) && text.includes('\n')) {
    return allowed & BLOCK && !simpleKey ? 'literal' : 'double';
  }
  if (isResolved(text)) return 'double';
  if (allowed & PLAIN) return 'plain';
  return allowed & SINGLE ? 'single' : 'double';
}

/** Whether a key stands before its `:` without a `?`: on one line and at most 128 bytes long. */
export function isSimpleKey(text: string): boolean {
  const { length } = text;
  let bytes = length;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x80) {
      // Each half of a surrogate pair stands for two bytes of four.
      bytes += c >= 0x800 && (c & 0xf800) !== 0xd800 ? 2 : 1;
    }
    if (isBreak(c)) return false;
  }
  return bytes <= 128;
}

function analyze(text: string): number {
  const { length } = text;
  if (length === 0) return PLAIN | SINGLE | ONE_LINE;
  let allowed = PLAIN | SINGLE | BLOCK | ONE_LINE;
  if (startsWithIndicator(text)) allowed &= ~PLAIN;

  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c > SPACE && c < 0x7f) {
      if (c === COLON) {
        if (i > 0 && (i + 1 === length || isBlank(text.charCodeAt(i + 1)))) allowed &= ~PLAIN;
      } else if (c === HASH) {
        if (i > 0) {
          const previous = text.charCodeAt(i - 1);
          if (isBlank(previous) || isBreak(previous)) allowed &= ~PLAIN;
        }
      }
    } else if (c === SPACE) {
      if (i === 0) allowed &= ~PLAIN;
      if (i + 1 === length) allowed &= ~(PLAIN | BLOCK);
      if (i > 0 && isBreak(text.charCodeAt(i - 1))) allowed &= ~(PLAIN | SINGLE);
    } else if (isBreak(c)) {
      allowed &= ~(PLAIN | ONE_LINE);
      if (text.charCodeAt(i - 1) === SPACE || (c !== LINE_FEED && c < 0xa0)) {
        allowed &= ~(SINGLE | BLOCK);
      }
    } else if (!isPrintable(c)) {
      allowed &= ~(PLAIN | SINGLE | BLOCK);
    }
  }
  return allowed;
}

/** What go-yaml v2 prints unescaped, line breaks aside; no tab, and nothing above U+FFFF. */
export function isPrintable(c: number): boolean {
  if (c < 0x7f) return c >= SPACE;
  return c >= 0xa0 && (c & 0xf800) !== 0xd800 && c !== BYTE_ORDER_MARK && c < 0xfffe;
}

function startsWithIndicator(text: string): boolean {
  const c = text.charCodeAt(0);
  switch (c) {
    case HASH:
    case COMMA:
    case LEFT_BRACKET:
    case RIGHT_BRACKET:
    case LEFT_BRACE:
    case RIGHT_BRACE:
    case AMPERSAND:
    case ASTERISK:
    case EXCLAMATION:
    case VERTICAL_BAR:
    case GREATER_THAN:
    case SINGLE_QUOTE:
    case DOUBLE_QUOTE:
    case PERCENT:
    case AT:
    case BACKQUOTE:
      return true;
    case QUESTION:
    case COLON:
      return text.length === 1 || isBlank(text.charCodeAt(1));
    case HYPHEN:
      return text.length === 1 || isBlank(text.charCodeAt(1)) || text.startsWith('---');
    case PERIOD:
      return text.startsWith('...');
    default:
      return false;
  }
}

/** Whether the text, unquoted, would not read as a string in YAML 1.1, or as a number to base 60 elsewhere. */
function isResolved(text: string): boolean {
  const c = text.charCodeAt(0);
  if (isDigit(c) || c === PLUS || c === HYPHEN) {
    return resolveTag(text, '1.1') !== '!!str' || isBase60(text);
  }
  if (c !== PERIOD && text.length > 5) return false;
  return resolveTag(text, '1.1') !== '!!str';
}

/** Sign, digits and underscores, one or more `:` with two digits up to 59, a fraction. */
function isBase60(text: string): boolean {
  if (!text.includes(':')) return false;
  let i = isDigit(text.charCodeAt(0)) ? 0 : 1;
  if (!isDigit(text.charCodeAt(i))) return false;
  while (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === UNDERSCORE) i++;
  if (text.charCodeAt(i) !== COLON) return false;
  while (text.charCodeAt(i) === COLON) {
    if (!isDigit(text.charCodeAt(++i))) return false;
    const mayHaveTwo = text.charCodeAt(i) <= 0x35;
    i++;
    if (mayHaveTwo && isDigit(text.charCodeAt(i))) i++;
  }
  if (text.charCodeAt(i) === PERIOD) {
    i++;
    while (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === UNDERSCORE) i++;
  }
  return i === text.length;
}
