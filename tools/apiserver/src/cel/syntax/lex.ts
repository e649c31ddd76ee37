import { Uint } from '../run/value.ts';
import { SyntaxIssue } from './issue.ts';
import { unescapeBytes, unescapeText } from './escape.ts';

export type TokenKind = 'ident' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'op' | 'eof';

/** A token. Integers keep their digits: a minus sign before them decides whether they fit. */
export interface Token {
  readonly kind: TokenKind;
  readonly pos: number;
  readonly text: string;
  readonly value: string | number | Uint | Uint8Array | undefined;
}

const operators = ['==', '!=', '<=', '>=', '&&', '||', ...'<>+-*/%!?:.,()[]{}'];
const space = /[\t \n\f\r]+|\/\/[^\n]*/uy;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/uy;
const number =
  /0x[0-9a-fA-F]+[uU]?|(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|[0-9]+[uU]?/uy;
const quoted = /(?<prefix>[rR][bB]?|[bB][rR]?)?(?<quote>"""|'''|"|')/uy;
const maxUint = 2n ** 64n - 1n;

/** Cuts an expression into tokens (the lexical rules of cel-go's CEL.g4). Throws SyntaxIssue. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  const codePoint = codePointOffsets(source);
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const blank = take(space);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const pos = codePoint(at);
    const opening = take(quoted);
    if (opening) {
      const token = readQuoted(source, at, pos, opening);
      tokens.push(token.token);
      at = token.end;
      continue;
    }
    const word = take(identifier);
    if (word) {
      tokens.push({ kind: 'ident', pos, text: word[0], value: word[0] });
      at += word[0].length;
      continue;
    }
    const digits = take(number);
    if (digits) {
      tokens.push(numberToken(digits[0], pos));
      at += digits[0].length;
      continue;
    }
    const op = operators.find((candidate) => source.startsWith(candidate, at));
    if (op === undefined) {
      const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
      throw new SyntaxIssue(pos, `Syntax error: token recognition error at: '${char}'`);
    }
    tokens.push({ kind: 'op', pos, text: op, value: undefined });
    at += op.length;
  }
  tokens.push({ kind: 'eof', pos: codePoint(source.length), text: '<EOF>', value: undefined });
  return tokens;
}

function codePointOffsets(source: string): (utf16: number) => number {
  if (!/[\ud800-\udfff]/u.test(source) && !/[\u{10000}-\u{10ffff}]/u.test(source))
    return (utf16) => utf16;
  const offsets: number[] = [];
  let count = 0;
  for (const char of source) {
    for (let unit = 0; unit < char.length; unit += 1) offsets.push(count);
    count += 1;
  }
  offsets.push(count);
  return (utf16) => offsets[utf16] ?? count;
}

function numberToken(text: string, pos: number): Token {
  if (/[uU]$/u.test(text)) {
    const value = BigInt(text.slice(0, -1));
    if (value > maxUint) throw new SyntaxIssue(pos, 'invalid uint literal');
    return { kind: 'uint', pos, text, value: new Uint(value) };
  }
  if (text.startsWith('0x') || /^[0-9]+$/u.test(text))
    return { kind: 'int', pos, text, value: text };
  const value = Number(text);
  if (!Number.isFinite(value)) throw new SyntaxIssue(pos, 'invalid double literal');
  return { kind: 'double', pos, text, value };
}

function readQuoted(
  source: string,
  start: number,
  pos: number,
  opening: RegExpExecArray,
): { token: Token; end: number } {
  const quote = opening.groups?.['quote'] ?? '';
  const prefix = (opening.groups?.['prefix'] ?? '').toLowerCase();
  const raw = prefix.includes('r');
  const bodyStart = start + opening[0].length;
  let at = bodyStart;
  while (!source.startsWith(quote, at)) {
    const char = source[at];
    if (char === undefined || (quote.length === 1 && (char === '\n' || char === '\r'))) {
      throw new SyntaxIssue(
        pos,
        `Syntax error: token recognition error at: '${source.slice(start, at)}'`,
      );
    }
    at += char === '\\' && !raw ? 2 : 1;
  }
  const body = source.slice(bodyStart, at).replaceAll(/\r\n?/gu, '\n');
  const end = at + quote.length;
  const text = source.slice(start, end);
  if (prefix.includes('b')) {
    const value = raw ? new TextEncoder().encode(body) : unescapeBytes(body, pos);
    return { token: { kind: 'bytes', pos, text, value }, end };
  }
  return { token: { kind: 'string', pos, text, value: raw ? body : unescapeText(body, pos) }, end };
}
