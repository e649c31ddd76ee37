import { pass } from './plugin.ts';
import { args, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/log/setup.go. */
export const setupLog: Setup = (cursor) => {
  while (cursor.next()) {
    cursor.remainingArgs();
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'class') throw unknownProperty(cursor);
      for (const name of args(cursor, 1, Infinity)) {
        if (!['all', 'success', 'denial', 'error'].includes(name)) {
          throw cursor.failure(`invalid Class: ${name}`);
        }
      }
    }
  }
  return [pass('log')];
};
