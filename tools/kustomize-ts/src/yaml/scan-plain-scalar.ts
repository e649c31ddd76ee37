import {
  COLON,
  HASH,
  LINE_FEED,
  SPACE,
  TAB,
  NEXT_LINE,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isFlowIndicator,
} from './characters.ts';
import type { Scanner } from './scanner.ts';

/** Reads a scalar without quotes: up to `: `, ` #`, a flow indicator inside a flow collection, or less indentation. */
export function scanPlainScalar(scanner: Scanner): string {
  const { text } = scanner;
  const inFlow = scanner.flowLevel > 0;
  const minimumColumn = scanner.indent + 1;
  // The lines before the current one, folded; the current one is still a slice of the text.
  let folded = '';
  let sliceStart = scanner.position;
  let sliceEnd = sliceStart;
  let breaks = '';

  for (;;) {
    if (scanner.atDocumentIndicator()) break;
    let position = scanner.position;
    let c = text.charCodeAt(position);
    if (c === HASH) break;

    const wordStart = position;
    for (;;) {
      if (!(c > SPACE && c < NEXT_LINE) && isBlankOrEnd(c)) break;
      if (c === COLON && isBlankOrEnd(text.charCodeAt(position + 1))) break;
      if (inFlow && isFlowIndicator(c)) break;
      c = text.charCodeAt(++position);
    }
    if (position > wordStart) {
      if (breaks !== '') {
        folded += text.slice(sliceStart, sliceEnd) + foldBreaks(breaks);
        sliceStart = wordStart;
        breaks = '';
      }
      sliceEnd = position;
      scanner.position = position;
    }
    if (!isBlank(c) && !isBreak(c)) break;

    while (isBlank(c) || isBreak(c)) {
      if (isBreak(c)) {
        breaks += scanner.readBreak();
      } else {
        if (breaks !== '' && c === TAB && scanner.column < minimumColumn) {
          throw scanner.error(
            'found a tab character where indentation is expected',
            'indent with spaces',
          );
        }
        scanner.position++;
      }
      c = text.charCodeAt(scanner.position);
    }
    if (!inFlow && breaks !== '' && scanner.column < minimumColumn) break;
  }

  if (breaks !== '') scanner.simpleKeyAllowed = true;
  const rest = text.slice(sliceStart, sliceEnd);
  return folded === '' ? rest : folded + rest;
}

/** One line feed between two lines reads as a space, more as one less than there are. */
export function foldBreaks(breaks: string): string {
  if (breaks.charCodeAt(0) !== LINE_FEED) return breaks;
  return breaks.length === 1 ? ' ' : breaks.slice(1);
}
