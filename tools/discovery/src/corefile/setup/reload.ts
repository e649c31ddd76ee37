import { SECOND } from '../go/duration.ts';
import { args, duration } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/reload/setup.go. */
export const setupReload: Setup = (cursor) => {
  cursor.next();
  const [interval, jitter] = args(cursor, 0, 2);
  const every = interval === undefined ? 30n * SECOND : duration(cursor, interval);
  if (every < 2n * SECOND) {
    throw cursor.failure('interval value must be greater or equal to 2s');
  }
  const spread = jitter === undefined ? 15n * SECOND : duration(cursor, jitter);
  if (spread !== 0n && spread < SECOND) {
    throw cursor.failure('jitter value must be 0 or greater or equal to 1s');
  }
  return [];
};
