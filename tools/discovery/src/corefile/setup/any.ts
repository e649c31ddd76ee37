import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/any/setup.go. */
export const setupAny: Setup = (cursor) => {
  cursor.next();
  if (cursor.nextArg()) throw cursor.argumentError();
  return [{ kind: 'any' }];
};
