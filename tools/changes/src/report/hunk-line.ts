import { printable } from '@fingerpost/text';

import type { Line } from '../field/line-diff.ts';

/** A line of a text as it is shown; what differs only in spaces at the end or in the last line break can be seen. */
export function showLine({ kind, text, open }: Line): string {
  const note = open ? ' (no line break at the end)' : '';
  if (kind === 'same') return `${printable(text)}${note}`;
  const shown = printable(text).replace(/ +$/, (spaces) => '\\u{20}'.repeat(spaces.length));
  return `${shown}${note}`;
}
