import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/debug/debug.go. */
export const setupDebug: Setup = (cursor) => {
  while (cursor.next()) if (cursor.nextArg()) throw cursor.argumentError();
  return [];
};
