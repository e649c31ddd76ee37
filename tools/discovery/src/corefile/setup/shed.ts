import { quote } from '../go/quote.ts';
import { splitTransport } from '../names/transport.ts';
import { pass } from './plugin.ts';
import { args, once } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/shed/setup.go. */
export const setupShed: Setup = (cursor, block) => {
  once(cursor, () => {
    args(cursor, 0);
    if (cursor.nextBlock()) throw cursor.error('shed takes no options');
  });
  for (const key of block.keys) {
    const { transport } = splitTransport(key);
    if (transport !== 'dns') {
      throw cursor.error(
        `only plain DNS server blocks are supported; ${quote(key)} uses transport ${quote(transport)}`,
      );
    }
  }
  return [pass('shed')];
};
