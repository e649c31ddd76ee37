import { SyntaxIssue } from './issue.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
};
const escape =
  /\\(?:(?<simple>[abfnrtv\\'"`?])|[xX](?<hex>[0-9a-fA-F]{2})|u(?<short>[0-9a-fA-F]{4})|U(?<long>[0-9a-fA-F]{8})|(?<octal>[0-3][0-7]{2})|(?<bad>[\s\S]?))/gu;

/** The text of a string literal's body. `\x41` and `\101` are code points. */
export function unescapeText(body: string, pos: number): string {
  return body.replaceAll(escape, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    if (groups['simple'] !== undefined) return simple[groups['simple']] ?? '';
    const code = codeOf(groups, pos);
    if (code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff)) throw badEscape(pos);
    return String.fromCodePoint(code);
  });
}

/** The bytes of a bytes literal's body. `\xff` and `\377` are bytes, `\u` is not allowed. */
export function unescapeBytes(body: string, pos: number): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let last = 0;
  for (const match of body.matchAll(escape)) {
    const groups = match.groups ?? {};
    bytes.push(...encoder.encode(body.slice(last, match.index)));
    last = match.index + match[0].length;
    if (groups['simple'] !== undefined) bytes.push(...encoder.encode(simple[groups['simple']]));
    else if (groups['short'] !== undefined || groups['long'] !== undefined) throw badEscape(pos);
    else bytes.push(codeOf(groups, pos));
  }
  bytes.push(...encoder.encode(body.slice(last)));
  return Uint8Array.from(bytes);
}

function codeOf(groups: Readonly<Record<string, string | undefined>>, pos: number): number {
  const hex = groups['hex'] ?? groups['short'] ?? groups['long'];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  if (groups['octal'] !== undefined) return Number.parseInt(groups['octal'], 8);
  throw badEscape(pos);
}

function badEscape(pos: number): SyntaxIssue {
  return new SyntaxIssue(pos, 'Syntax error: token recognition error');
}
