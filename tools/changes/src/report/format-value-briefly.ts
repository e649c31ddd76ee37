import { printable } from '@fingerpost/text';

import type { Value } from '../field/value.ts';
import { formatFlow } from './format-value.ts';

const MAX_LENGTH = 60;

/** A value on one line that is not too long to be read in passing; what is cut is counted. */
export function formatBriefly(value: Value): string {
  const text = printable(formatFlow(value));
  if (text.length <= MAX_LENGTH) return text;
  // Not between the halves of a surrogate pair.
  const kept = text.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return `${kept}... (${text.length - kept.length} more characters)`;
}
