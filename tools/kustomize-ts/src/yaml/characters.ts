/**
 * The character classes of the YAML 1.1 grammar, on UTF-16 code units.
 * The end of the text reads as NaN, which is why some tests are written as negations.
 */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const EXCLAMATION = 0x21;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const ASTERISK = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const HYPHEN = 0x2d;
export const PERIOD = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const LESS_THAN = 0x3c;
export const GREATER_THAN = 0x3e;
export const QUESTION = 0x3f;
export const AT = 0x40;
export const LEFT_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const RIGHT_BRACKET = 0x5d;
export const UNDERSCORE = 0x5f;
export const BACKQUOTE = 0x60;
export const LEFT_BRACE = 0x7b;
export const VERTICAL_BAR = 0x7c;
export const RIGHT_BRACE = 0x7d;
export const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;
export const BYTE_ORDER_MARK = 0xfeff;

/** A space or a tab. */
export function isBlank(c: number): boolean {
  return c === SPACE || c === TAB;
}

/** A line break of YAML 1.1: also NEL, LS and PS. */
export function isBreak(c: number): boolean {
  return (
    c === LINE_FEED ||
    c === CARRIAGE_RETURN ||
    c === NEXT_LINE ||
    c === LINE_SEPARATOR ||
    c === PARAGRAPH_SEPARATOR
  );
}

/** A line break or the end of the text. */
export function isBreakOrEnd(c: number): boolean {
  if (c > CARRIAGE_RETURN && c < NEXT_LINE) return false;
  return isBreak(c) || Number.isNaN(c);
}

/** A blank, a line break or the end of the text. */
export function isBlankOrEnd(c: number): boolean {
  if (c > SPACE && c < NEXT_LINE) return false;
  return isBlank(c) || isBreak(c) || Number.isNaN(c);
}

export function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}

/** What anchors and tag handles are made of: ASCII letters and digits, `_` and `-`. */
export function isWordCharacter(c: number): boolean {
  return (
    isDigit(c) ||
    (c >= 0x41 && c <= 0x5a) ||
    (c >= 0x61 && c <= 0x7a) ||
    c === UNDERSCORE ||
    c === HYPHEN
  );
}

/** The value of a hexadecimal digit, -1 for anything else. */
export function hexValue(c: number): number {
  if (isDigit(c)) return c - ZERO;
  if (c >= 0x41 && c <= 0x46) return c - 0x41 + 10;
  if (c >= 0x61 && c <= 0x66) return c - 0x61 + 10;
  return -1;
}

/** The indicators of flow collections, which end a plain scalar inside one. go-yaml counts `?` among them. */
export function isFlowIndicator(c: number): boolean {
  return (
    c === COMMA ||
    c === QUESTION ||
    c === LEFT_BRACKET ||
    c === RIGHT_BRACKET ||
    c === LEFT_BRACE ||
    c === RIGHT_BRACE
  );
}

/** Whether go-yaml's reader lets the UTF-16 unit through: printable, a tab or a line break. */
export function isAllowed(c: number): boolean {
  if (c < SPACE) return c === TAB || c === LINE_FEED || c === CARRIAGE_RETURN;
  if (c < 0x7f) return true;
  if (c < 0xa0) return c === NEXT_LINE;
  return c !== 0xfffe && c !== 0xffff;
}
