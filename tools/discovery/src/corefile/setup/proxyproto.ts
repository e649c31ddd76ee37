import { CorefileError } from '../corefile-error.ts';
import { parseNetwork } from '../go/address.ts';
import { parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import { args, need } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/proxyproto/setup.go. */
export const setupProxyproto: Setup = (cursor) => {
  let metadata = false;
  while (cursor.next()) {
    args(cursor, 0);
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'allow':
          for (const network of cursor.remainingArgs()) {
            if (!parseNetwork(network)) {
              throw cursor.failure(`${network}: invalid CIDR address: ${network}`);
            }
          }
          break;
        case 'default':
          if (!/^(?:use|ignore|reject|skip)$/i.test(args(cursor, 1)[0] ?? '')) {
            throw cursor.argumentError();
          }
          break;
        case 'udp_session_tracking':
          checkTracking(cursor);
          break;
        case 'tlv_metadata':
          args(cursor, 0);
          metadata = true;
          break;
        default: {
          const error = cursor.error(`unknown option '${cursor.value()}'`);
          throw new CorefileError(error.message, error.position, true);
        }
      }
    }
  }
  return metadata ? [pass('proxyproto')] : [];
};

function checkTracking(cursor: Dispenser): void {
  const [time = '', sessions] = args(cursor, 1, 2);
  need(parseDuration(time), (message) =>
    cursor.failure(`udp_session_tracking: invalid duration ${quote(time)}: ${message}`),
  );
  if (sessions === undefined) return;
  const count = parseInteger(sessions);
  if ('error' in count || count.value <= 0) {
    throw cursor.failure(
      `udp_session_tracking: invalid max sessions ${quote(sessions)}: must be a positive integer`,
    );
  }
}
