import { splitHostPort } from '../go/host-port.ts';
import { pass } from './plugin.ts';
import { args, need, once } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/metrics/setup.go. */
export const setupPrometheus: Setup = (cursor, block) => {
  once(cursor, () => {
    const [address] = args(cursor, 0, 1);
    if (address !== undefined) need(splitHostPort(address), (message) => cursor.failure(message));
    let tls = '';
    while (cursor.nextBlock()) {
      if (cursor.value() === 'runtime_metrics') {
        args(cursor, 0);
      } else if (cursor.value() === 'tls') {
        if (tls !== '') throw cursor.error('tls block already specified');
        [tls = ''] = args(cursor, 1);
        block.notModelled(
          'The file of `tls` is not read: it is taken to be right.',
          cursor.position,
        );
      } else {
        throw cursor.error(`unknown option: ${cursor.value()}`);
      }
    }
  });
  return [pass('prometheus')];
};
