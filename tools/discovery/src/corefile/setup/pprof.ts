import { splitHostPort } from '../go/host-port.ts';
import { parseInteger } from '../go/number.ts';
import { args, need, once, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/pprof/setup.go. */
export const setupPprof: Setup = (cursor) => {
  once(cursor, () => {
    const [address] = args(cursor, 0, 1);
    if (address !== undefined) need(splitHostPort(address), (message) => cursor.error(message));
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'block') throw unknownProperty(cursor);
      const [rate] = args(cursor, 0, 1);
      if (rate !== undefined && 'error' in parseInteger(rate)) {
        throw cursor.error(`property 'block' invalid integer value '${rate}'`);
      }
    }
  });
  return [];
};
