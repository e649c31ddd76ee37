import { splitHostPort } from '../go/host-port.ts';
import { args, need, once, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/ready/setup.go. */
export const setupReady: Setup = (cursor) => {
  once(cursor, () => {
    const [address] = args(cursor, 0, 1);
    if (address !== undefined) need(splitHostPort(address), (message) => cursor.failure(message));
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'monitor') throw unknownProperty(cursor);
      const [type = ''] = args(cursor, 1);
      if (type !== 'until-ready' && type !== 'continuously') {
        throw cursor.error(`monitor type '${type}' not supported`);
      }
    }
  });
  return [];
};
