import { args, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface LocalConfig {
  readonly kind: 'local';
  /** Names that start with `localhost.` are answered too. */
  readonly prefix: boolean;
}

/** Source: CoreDNS plugin/local/setup.go. */
export const setupLocal: Setup = (cursor) => {
  let prefix = true;
  while (cursor.next()) {
    args(cursor, 0);
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'localhost_prefix') throw unknownProperty(cursor);
      const [value = ''] = args(cursor, 1);
      if (value !== 'on' && value !== 'off') {
        throw cursor.error(`localhost_prefix expects 'on' or 'off', got ${JSON.stringify(value)}`);
      }
      prefix = value === 'on';
    }
  }
  return [{ kind: 'local', prefix }];
};
