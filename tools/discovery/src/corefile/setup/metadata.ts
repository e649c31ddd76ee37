import { pass } from './plugin.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/metadata/setup.go. */
export const setupMetadata: Setup = (cursor) => {
  cursor.next();
  cursor.remainingArgs();
  if (cursor.nextBlock() || cursor.next()) throw cursor.argumentError();
  return [pass('metadata')];
};
