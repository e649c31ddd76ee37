import { parseInteger } from '../go/number.ts';
import { pass } from './plugin.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/bufsize/setup.go, which puts its prefix before its errors twice, and reads one use alone. */
export const setupBufsize: Setup = (cursor) => {
  cursor.next();
  const words = cursor.remainingArgs();
  const [size] = words;
  const parsed = parseInteger(size ?? '1232');
  const valid = 'value' in parsed && parsed.value >= 512 && parsed.value <= 4096;
  if (words.length > 1 || !valid) {
    throw cursor.failure(`plugin/bufsize: ${cursor.argumentError().message}`);
  }
  return [pass('bufsize')];
};
