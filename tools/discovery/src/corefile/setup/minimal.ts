import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/minimal/setup.go. */
export const setupMinimal: Setup = (cursor) => {
  cursor.next();
  if (cursor.nextArg()) throw cursor.argumentError();
  return [{ kind: 'minimal' }];
};
