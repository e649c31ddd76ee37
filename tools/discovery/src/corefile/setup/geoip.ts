import { quote } from '../go/quote.ts';
import { pass } from './plugin.ts';
import { arg, args } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/geoip/setup.go. */
export const setupGeoip: Setup = (cursor, block) => {
  let database = '';
  while (cursor.next()) {
    const path = arg(cursor);
    if (database !== '') throw cursor.error('configuring multiple databases is not supported');
    database = path;
    args(cursor, 0);
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'edns-subnet') {
        throw cursor.error(`unknown property ${quote(cursor.value())}`);
      }
    }
  }
  if (block.readFile(database, cursor.position) === undefined) {
    throw cursor.error(`failed to open database file: open ${database}: no such file or directory`);
  }
  block.notModelled('The database of geoip is taken to be right.', cursor.position);
  return [pass('geoip')];
};
