import { parseDuration } from '../go/duration.ts';
import { parseNetwork } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { pass } from './plugin.ts';
import { rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Orders answers, which changes none of them. Source: CoreDNS plugin/loadbalance/setup.go. */
export const setupLoadbalance: Setup = (cursor, block) => {
  while (cursor.next()) {
    const [policy, ...more] = cursor.remainingArgs();
    if (policy === 'round_robin') {
      if (more.length > 0) throw cursor.error(`unknown property for ${policy}`);
    } else if (policy === 'weighted') {
      checkWeighted(cursor, block, more);
    } else if (policy !== undefined) {
      throw cursor.failure(`unknown policy: ${policy}`);
    }
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'prefer') throw unknownProperty(cursor);
      for (const network of cursor.remainingArgs()) {
        if (!parseNetwork(network)) {
          throw cursor.error(`invalid CIDR ${quote(network)}: invalid CIDR address: ${network}`);
        }
      }
    }
  }
  return [pass('loadbalance')];
};

function checkWeighted(cursor: Dispenser, block: Block, more: readonly string[]): void {
  const [file] = more;
  if (file === undefined) throw cursor.error('missing weight file argument');
  if (more.length > 1) throw cursor.error('unexpected argument(s)');
  const position = cursor.position;
  while (cursor.nextBlock()) {
    if (cursor.value() !== 'reload') throw unknownProperty(cursor);
    const [text, ...rest] = cursor.remainingArgs();
    if (text === undefined) throw cursor.error('reload duration value is missing');
    if (rest.length > 0) throw cursor.error('unexpected argument');
    if ('error' in parseDuration(text)) throw cursor.error(`invalid reload duration '${text}'`);
  }
  block.notModelled(
    `The weights of ${rooted(block, file)} are not read: the file is taken to be right.`,
    position,
  );
}
