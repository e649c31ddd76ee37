import { pass } from './plugin.ts';
import { once } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/loop/setup.go. */
export const setupLoop: Setup = (cursor) => {
  once(cursor, () => {
    if (cursor.nextArg()) throw cursor.argumentError();
  });
  return [pass('loop')];
};
