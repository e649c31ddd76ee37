import {
  AT,
  BACKQUOTE,
  COLON,
  COMMA,
  EXCLAMATION,
  HASH,
  LESS_THAN,
  GREATER_THAN,
  PERCENT,
  PERIOD,
  QUESTION,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isWordCharacter,
} from './characters.ts';
import type { Scanner } from './scanner.ts';

/** Reads the name of an anchor or alias, from its `&` or `*` on. */
export function scanAnchorName(scanner: Scanner): string {
  const { text } = scanner;
  const start = ++scanner.position;
  skipWord(scanner);
  const c = text.charCodeAt(scanner.position);
  const ends =
    isBlankOrEnd(c) ||
    c === QUESTION ||
    c === COLON ||
    c === COMMA ||
    c === RIGHT_BRACKET ||
    c === RIGHT_BRACE ||
    c === PERCENT ||
    c === AT ||
    c === BACKQUOTE;
  if (scanner.position === start || !ends) {
    throw scanner.error(
      'did not find expected alphabetic or numeric character in the name of an anchor or alias',
      "quote the value if it starts with '*' or '&'",
    );
  }
  return text.slice(start, scanner.position);
}

/** Reads a tag: `!<uri>`, `!suffix`, `!!suffix`, `!handle!suffix` or `!`. */
export function scanTag(scanner: Scanner): { handle: string; suffix: string } {
  const { text } = scanner;
  let handle = '';
  let suffix: string;
  if (text.charCodeAt(scanner.position + 1) === LESS_THAN) {
    scanner.position += 2;
    suffix = scanUri(scanner, '');
    if (text.charCodeAt(scanner.position) !== GREATER_THAN) {
      throw scanner.error("did not find the expected '>' of a tag");
    }
    scanner.position++;
  } else {
    handle = scanHandle(scanner, false);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(scanner, '');
    } else {
      suffix = scanUri(scanner, handle);
      handle = '!';
      if (suffix === '') [handle, suffix] = [suffix, handle];
    }
  }
  if (!isBlankOrEnd(text.charCodeAt(scanner.position))) {
    throw scanner.error(
      'did not find expected whitespace or line break after a tag',
      "quote the value if it starts with '!'",
    );
  }
  return { handle, suffix };
}

/** Reads a %YAML or %TAG directive with its line break; `value` is the version or the handle. */
export function scanDirective(scanner: Scanner): {
  name: 'YAML' | 'TAG';
  value: string;
  prefix: string;
} {
  const { text } = scanner;
  const start = ++scanner.position;
  skipWord(scanner);
  const name = text.slice(start, scanner.position);
  if (name === '') throw scanner.error('could not find expected directive name');
  if (!isBlankOrEnd(text.charCodeAt(scanner.position))) {
    throw scanner.error('found unexpected non-alphabetical character in a directive');
  }
  if (name !== 'YAML' && name !== 'TAG') {
    throw scanner.error(
      `found unknown directive name '${name}'`,
      "quote the value if it starts with '%'",
    );
  }
  skipBlanks(scanner);
  let value: string;
  let prefix = '';
  if (name === 'YAML') {
    value = scanVersion(scanner);
  } else {
    value = scanHandle(scanner, true);
    if (!isBlank(text.charCodeAt(scanner.position))) {
      throw scanner.error('did not find expected whitespace in a %TAG directive');
    }
    skipBlanks(scanner);
    prefix = scanUri(scanner, '');
    if (!isBlankOrEnd(text.charCodeAt(scanner.position))) {
      throw scanner.error('did not find expected whitespace or line break after a %TAG directive');
    }
  }
  skipBlanks(scanner);
  if (text.charCodeAt(scanner.position) === HASH) {
    while (!isBreakOrEnd(text.charCodeAt(scanner.position))) scanner.position++;
  }
  const c = text.charCodeAt(scanner.position);
  if (!isBreakOrEnd(c)) {
    throw scanner.error('did not find expected comment or line break after a directive');
  }
  if (isBreak(c)) scanner.skipBreak();
  return { name, value, prefix };
}

function skipBlanks(scanner: Scanner): void {
  while (isBlank(scanner.text.charCodeAt(scanner.position))) scanner.position++;
}

function skipWord(scanner: Scanner): void {
  while (isWordCharacter(scanner.text.charCodeAt(scanner.position))) scanner.position++;
}

/** Two numbers of one or two digits each, written without leading zeros. */
function scanVersion(scanner: Scanner): string {
  const major = scanVersionNumber(scanner);
  if (scanner.text.charCodeAt(scanner.position) !== PERIOD) {
    throw scanner.error("did not find expected digit or '.' character in a %YAML directive");
  }
  scanner.position++;
  return `${major}.${scanVersionNumber(scanner)}`;
}

function scanVersionNumber(scanner: Scanner): number {
  const start = scanner.position;
  while (isDigit(scanner.text.charCodeAt(scanner.position))) scanner.position++;
  const length = scanner.position - start;
  if (length === 0)
    throw scanner.error('did not find expected version number in a %YAML directive');
  if (length > 2) throw scanner.error('found extremely long version number in a %YAML directive');
  return Number(scanner.text.slice(start, scanner.position));
}

/** `!`, `!!` or `!name!`; in a tag also `!name`, the beginning of what is no handle. */
function scanHandle(scanner: Scanner, directive: boolean): string {
  const { text } = scanner;
  const start = scanner.position;
  if (text.charCodeAt(start) !== EXCLAMATION) throw scanner.error("did not find expected '!'");
  scanner.position++;
  skipWord(scanner);
  if (text.charCodeAt(scanner.position) === EXCLAMATION) scanner.position++;
  else if (directive && scanner.position > start + 1)
    throw scanner.error("did not find expected '!'");
  return text.slice(start, scanner.position);
}

/** The characters of a URI, `%` escapes decoded; `head` is what was read of it as a handle, with its `!`. */
function scanUri(scanner: Scanner, head: string): string {
  const { text } = scanner;
  const start = scanner.position;
  let uri = head.slice(1);
  for (;;) {
    const c = text.charCodeAt(scanner.position);
    if (c === PERCENT) uri += scanUriEscape(scanner);
    else if (isWordCharacter(c) || URI_PUNCTUATION.has(c)) uri += text[scanner.position++]!;
    else break;
  }
  if (head === '' && scanner.position === start)
    throw scanner.error('did not find expected tag URI');
  return uri;
}

/** One character of UTF-8, each octet written as `%` and two digits. */
function scanUriEscape(scanner: Scanner): string {
  const octets: number[] = [];
  let length = 1;
  while (octets.length < length) {
    const { text, position } = scanner;
    const high = hexValue(text.charCodeAt(position + 1));
    const low = hexValue(text.charCodeAt(position + 2));
    if (text.charCodeAt(position) !== PERCENT || high < 0 || low < 0) {
      throw scanner.error('did not find URI escaped octet in a tag');
    }
    const octet = high * 16 + low;
    if (octets.length === 0) {
      length =
        octet < 0x80
          ? 1
          : octet < 0xc0
            ? 0
            : octet < 0xe0
              ? 2
              : octet < 0xf0
                ? 3
                : octet < 0xf8
                  ? 4
                  : 0;
      if (length === 0) throw scanner.error('found an incorrect leading UTF-8 octet in a tag');
    } else if ((octet & 0xc0) !== 0x80) {
      throw scanner.error('found an incorrect trailing UTF-8 octet in a tag');
    }
    octets.push(octet);
    scanner.position += 3;
  }
  return new TextDecoder().decode(Uint8Array.from(octets));
}

const URI_PUNCTUATION: ReadonlySet<number> = new Set(
  Array.from(";/?:@&=+$,.!~*'()[]", (character) => character.charCodeAt(0)),
);
