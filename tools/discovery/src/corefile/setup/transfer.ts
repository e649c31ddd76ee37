import { parseAddress } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import type { CorefileError } from '../corefile-error.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import { args } from './read.ts';
import { checkHost } from './secondary.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/transfer/setup.go, which puts its prefix before some errors twice. */
export const setupTransfer: Setup = (cursor) => {
  while (cursor.next()) {
    cursor.remainingArgs();
    let to = 0;
    let source = false;
    while (cursor.nextBlock()) {
      if (cursor.value() === 'to') {
        for (const host of args(cursor, 1, Infinity)) {
          if (host !== '*') checkHost(cursor, host);
          to += 1;
        }
      } else if (cursor.value() === 'source') {
        const [address = ''] = args(cursor, 1);
        if (source) throw twice(cursor, 'source already specified');
        if (!parseAddress(address)) throw twice(cursor, `invalid source address ${quote(address)}`);
        source = true;
      } else {
        throw twice(cursor, `unknown property ${quote(cursor.value())}`);
      }
    }
    if (to === 0) throw twice(cursor, "'to' is required");
  }
  return [pass('transfer')];
};

function twice(cursor: Dispenser, message: string): CorefileError {
  return cursor.failure(`plugin/transfer: ${cursor.error(message).message}`);
}
