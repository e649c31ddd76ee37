import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/whoami/setup.go. */
export const setupWhoami: Setup = (cursor) => {
  cursor.next();
  if (cursor.nextArg()) throw cursor.argumentError();
  return [{ kind: 'whoami' }];
};
