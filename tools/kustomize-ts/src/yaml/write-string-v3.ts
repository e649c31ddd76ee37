import { isBlank, isBreak } from './characters.ts';
import type { ScalarStyle } from './node.ts';
import { isPrintable } from './scalar-style.ts';

/** Where a scalar stands. */
export interface ScalarContext {
  readonly inFlow: boolean;
  /** It is a key without `?`. */
  readonly simpleKey: boolean;
  /** Column of the lines that continue it. */
  readonly indent: number;
}

/** Whether a text has no line break. */
export function isOneLine(text: string): boolean {
  return Array.from(text).every((character) => !isBreak(character.charCodeAt(0)));
}

/**
 * A scalar as go-yaml v3 prints it, in the wanted style or the nearest that can hold the text. Lines are never broken.
 * The text of a block ends with its line breaks.
 */
export function writeStringV3(text: string, wanted: ScalarStyle, context: ScalarContext): string {
  switch (possibleStyle(text, wanted, context)) {
    case 'plain':
      return text;
    case 'single':
      return `'${indentLines(text.replaceAll("'", "''").replaceAll(/\n+/g, '$&\n'), context.indent)}'`;
    case 'double':
      return `"${Array.from(text, escaped).join('')}"`;
    case 'literal':
      return `|${hints(text)}\n${indentLines(text, context.indent, true)}`;
    case 'folded':
      return `>${hints(text)}\n${fold(text, context.indent)}`;
  }
}

function possibleStyle(text: string, wanted: ScalarStyle, context: ScalarContext): ScalarStyle {
  const { inFlow, simpleKey } = context;
  const allowed = analyze(text);
  let style = simpleKey && allowed.lines ? 'double' : wanted;
  if (style === 'plain') {
    const plain = inFlow ? allowed.flowPlain : allowed.blockPlain;
    if (!plain || (text === '' && (inFlow || simpleKey))) style = 'single';
  }
  if (style === 'single' && !allowed.single) style = 'double';
  const isBlock = style === 'literal' || style === 'folded';
  return isBlock && (!allowed.block || inFlow || simpleKey) ? 'double' : style;
}

interface Allowed {
  readonly lines: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** Which styles can hold the text (libyaml's analyze_scalar). */
function analyze(text: string): Allowed {
  if (text === '')
    return { lines: false, flowPlain: false, blockPlain: true, single: true, block: false };
  const codes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const lines = codes.some(isBreak);
  const isSpecial = (c: number): boolean =>
    c !== 0x0a && c !== 0x09 && !isPrintable(c) && !isLineBreak(c);
  const special = codes.some(isSpecial) || /[\r\u0085]/.test(text);
  const spaceBeforeBreak = / [\n\r\u0085\u2028\u2029]/.test(text);
  const spaceAfterBreak = /[\n\r\u0085\u2028\u2029] /.test(text);
  const atEdge = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/.test(text);
  const single = !spaceAfterBreak && !spaceBeforeBreak && !special && !text.includes('\t');
  const plain = single && !lines && !atEdge;
  const dashes = text.startsWith('---') || text.startsWith('...');
  const blockIndicator =
    dashes || /^[#,[\]{}&*!|>'"%@`]|^[?:-](?:[ \t]|$)|:(?:[ \t]|$)|[ \t\n]#/.test(text);
  const flowIndicator = blockIndicator || /^[?:]|[,?[\]{}:]/.test(text);
  return {
    lines,
    flowPlain: plain && !flowIndicator,
    blockPlain: plain && !blockIndicator,
    single,
    block: !text.endsWith(' ') && !spaceBeforeBreak && !special,
  };
}

function isLineBreak(c: number): boolean {
  return c === 0x2028 || c === 0x2029;
}

/** Indentation in front of every line that is not empty, or of every one but the first. */
function indentLines(text: string, indent: number, first = false): string {
  const spaces = ' '.repeat(indent);
  const lines = text.split('\n');
  return lines
    .map((line, i) => (line === '' || (i === 0 && !first) ? line : spaces + line))
    .join('\n');
}

/** Indicators of a block: where its text begins with a blank, and how it ends. */
function hints(text: string): string {
  const start = /^[ \n]/.test(text) ? '2' : '';
  if (!text.endsWith('\n')) return `${start}-`;
  return text === '\n' || text.endsWith('\n\n') ? `${start}+` : start;
}

/** A folded block without folds. go-yaml looks at the beginning of the text where it means the next line. */
function fold(text: string, indent: number): string {
  const first = /[^\n]/.exec(text)?.[0] ?? '';
  const separates = first !== '' && first !== ' ' && first !== '\t';
  let written = '';
  let atStart = true;
  let leadingBlank = true;
  for (const character of text) {
    if (character === '\n') {
      if (!atStart && !leadingBlank && separates) written += '\n';
      written += '\n';
      atStart = true;
      continue;
    }
    if (atStart) {
      written += ' '.repeat(indent);
      leadingBlank = isBlank(character.charCodeAt(0));
    }
    written += character;
    atStart = false;
  }
  return written;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001B': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00A0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isPlain = code <= 0xffff && isPrintable(code) && !isBreak(code);
  if (isPlain && character !== '"' && character !== '\\') return character;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
