import { arg } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/root/root.go. */
export const setupRoot: Setup = (cursor, block) => {
  while (cursor.next()) block.root = arg(cursor);
  return [];
};
