import { parseDuration } from '../go/duration.ts';
import { splitHostPort } from '../go/host-port.ts';
import { args, need, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/health/setup.go. */
export const setupHealth: Setup = (cursor) => {
  while (cursor.next()) {
    const [address] = args(cursor, 0, 1);
    if (address !== undefined) need(splitHostPort(address), (message) => cursor.failure(message));
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'lameduck') throw unknownProperty(cursor);
      const [text = ''] = args(cursor, 1);
      need(parseDuration(text), (message) =>
        cursor.failure(`unable to parse lameduck duration value: '${text}' : ${message}`),
      );
    }
  }
  return [];
};
