import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { readKey } from './dnssec.ts';
import { arg, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/sign/setup.go. */
export const setupSign: Setup = (cursor, block) => {
  while (cursor.next()) {
    const file = arg(cursor);
    if (file.includes('\ufffd')) {
      throw cursor.failure(`dbfile ${JSON.stringify(file)} contains invalid characters`);
    }
    cursor.remainingArgs();
    while (cursor.nextBlock()) readProperty(cursor, block);
    block.notModelled('The zone that is signed is taken to be right.', cursor.position);
  }
  return [];
};

function readProperty(cursor: Dispenser, block: Block): void {
  switch (cursor.value()) {
    case 'key':
      readKey(cursor, block);
      break;
    case 'directory':
      if (cursor.remainingArgs().length !== 1) {
        throw cursor.failure('can only be one argument after "directory"');
      }
      break;
    default:
      throw unknownProperty(cursor);
  }
}
