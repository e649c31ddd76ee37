import {
  LINE_FEED,
  SPACE,
  TAB,
  NEXT_LINE,
  BYTE_ORDER_MARK,
  isAllowed,
  isBlank,
  isBreak,
} from './characters.ts';
import type { JsonScalar } from './json-value.ts';
import type { ScalarNode } from './node.ts';
import { resolveTag } from './resolve.ts';
import { scalarValue } from './scalar-value.ts';
import { scanBlockScalar } from './scan-block-scalar.ts';
import { Scanner } from './scanner.ts';

/**
 * The value of a resource's scalar after kustomize wrote the tree out with go-yaml v3 and read it back, which it does
 * before it prints or hashes a resource. Most scalars survive; those that do not:
 * text in a `>` block grows line breaks, text in a `|` block that begins with a tab cannot be read, and in flow
 * collections an empty null becomes an empty string and a timestamp with a time becomes a plain string.
 *
 * @throws KustomizeError `yaml-syntax` or `invalid-value` where the build of kustomize fails.
 */
export function roundTrip(node: ScalarNode, inFlow: boolean): JsonScalar {
  const { tag, style } = node;
  if (tag === '!!str') return inFlow ? node.value : roundTripText(node);
  if (!node.tagged) {
    if (style === 'plain') {
      if (inFlow && tag === '!!null' && node.value === '') return '';
      if (inFlow && tag === '!!timestamp' && node.value.includes(':')) return node.value;
    } else if (resolveTag(node.value, '1.2') === tag) {
      // The tag is not written out where the bare text would have it, but the quotes are.
      return roundTripText(node);
    }
  }
  if (style === 'plain' || style === 'single' || style === 'double')
    return scalarValue(node, '1.2');
  return scalarValue({ ...node, value: roundTripText(node) }, '1.2');
}

/** The text of a scalar in a block context after the round trip. */
export function roundTripText(node: ScalarNode): string {
  const { value, style } = node;
  switch (style) {
    case 'folded':
      return isBlockAllowed(value) ? readBlock(node, writeFolded(value), false) : value;
    case 'plain':
      if (!value.includes('\n')) return value;
      break;
    case 'literal':
      break;
    default:
      return value;
  }
  // Only the text's own tab would stand where the reader looks for the indentation.
  return value.charCodeAt(0) === TAB && isBlockAllowed(value)
    ? readBlock(node, `|-\n  ${value}\n`, true)
    : value;
}

function readBlock(node: ScalarNode, text: string, literal: boolean): string {
  const scanner = new Scanner(text, node.source, '1.2', 0);
  // Errors are to name the scalar, not the text that it was written as.
  scanner.line = Math.max(node.line - 2, 0);
  return scanBlockScalar(scanner, literal);
}

/** Whether go-yaml v3 writes the text as a block, and not in double quotes. */
export function isBlockAllowed(value: string): boolean {
  const { length } = value;
  if (length === 0 || value.charCodeAt(length - 1) === SPACE) return false;
  for (let i = 0; i < length; i++) {
    const c = value.charCodeAt(i);
    if (c > SPACE && c < 0x7f) continue;
    if (c === SPACE) {
      if (isBreak(value.charCodeAt(i + 1))) return false;
    } else if (c !== TAB && c !== LINE_FEED && !isPrintable(c)) {
      return false;
    }
  }
  return true;
}

function isPrintable(c: number): boolean {
  if (c < 0xa0) return c >= SPACE && c < 0x7f;
  return (c & 0xf800) !== 0xd800 && c !== BYTE_ORDER_MARK && isAllowed(c);
}

/** A `>` block as go-yaml v3 writes it, indented by two. */
function writeFolded(value: string): string {
  let text = `>${hintsOf(value)}\n`;
  let start = 0;
  while (isBreak(value.charCodeAt(start))) start++;
  // go-yaml looks at the first text of the value where it means the text after the break.
  const doubles = !isBlank(value.charCodeAt(start));
  let afterBreak = true;
  let leadingBlank = true;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (isBreak(c)) {
      if (!afterBreak && !leadingBlank && c === LINE_FEED && doubles) text += '\n';
      text += value[i];
      afterBreak = true;
    } else {
      if (afterBreak) {
        text += '  ';
        leadingBlank = isBlank(c);
      }
      text += value[i];
      afterBreak = false;
    }
  }
  return afterBreak ? text : `${text}\n`;
}

/** Indentation and chomping of a block whose text goes to columns of two. */
function hintsOf(value: string): string {
  const first = value.charCodeAt(0);
  const indentation = first === SPACE || isBreak(first) ? '2' : '';
  const { length } = value;
  if (!isBreak(value.charCodeAt(length - 1))) return `${indentation}-`;
  return length === 1 || isBreak(value.charCodeAt(length - 2)) ? `${indentation}+` : indentation;
}

/**
 * A string after Go's JSON text of it was read by go-yaml v2, which folds NEL like a line break.
 * Undefined where that reader refuses the text.
 */
export function throughJson(value: string): string | undefined {
  let folds = false;
  let hasSurrogates = false;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c < 0x7f) continue;
    if (c === NEXT_LINE) folds = true;
    else if (!isAllowed(c)) return undefined;
    else if ((c & 0xf800) === 0xd800) hasSurrogates = true;
  }
  const text = hasSurrogates ? value.toWellFormed() : value;
  return folds ? foldNextLines(text) : text;
}

function foldNextLines(value: string): string | undefined {
  let folded = '';
  for (let i = 0; i < value.length;) {
    let end = i;
    let breaks = 0;
    for (; value.charCodeAt(end) === SPACE || value.charCodeAt(end) === NEXT_LINE; end++) {
      if (value.charCodeAt(end) === NEXT_LINE) breaks++;
    }
    if (breaks === 0) {
      folded += value.slice(i, end + 1);
      i = end + 1;
      continue;
    }
    folded += breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
    i = end;
    const indicator = value.slice(i, i + 3);
    if (value.charCodeAt(i - 1) === NEXT_LINE && (indicator === '---' || indicator === '...')) {
      // Go writes tabs and line feeds as escapes, so that only a space or the end of the line makes it one.
      const next = value.charCodeAt(i + 3);
      if (next === SPACE || next === NEXT_LINE) return undefined;
    }
  }
  return folded;
}
