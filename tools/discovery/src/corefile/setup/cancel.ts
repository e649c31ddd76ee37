import { parseDuration } from '../go/duration.ts';
import { quote } from '../go/quote.ts';
import { pass } from './plugin.ts';
import { args } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/cancel/cancel.go. */
export const setupCancel: Setup = (cursor) => {
  while (cursor.next()) {
    const [text] = args(cursor, 0, 1);
    if (text === undefined) continue;
    const parsed = parseDuration(text);
    if ('error' in parsed) throw cursor.failure(`invalid duration: ${quote(text)}`);
    if (parsed.value <= 0n) throw cursor.failure(`invalid negative duration: ${quote(text)}`);
  }
  return [pass('cancel')];
};
