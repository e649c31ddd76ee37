import { pass } from './plugin.ts';
import { once } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/nsid/setup.go. */
export const setupNsid: Setup = (cursor) => {
  once(cursor, () => {
    cursor.remainingArgs();
  });
  return [pass('nsid')];
};
