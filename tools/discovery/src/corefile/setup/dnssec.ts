import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import { arg, args, integer, once, rooted, unknownProperty } from './read.ts';
import type { Block } from './block.ts';
import type { Setup } from './setup.ts';

/** Signs answers, which adds no record that a question without DNSSEC sees. Source: CoreDNS plugin/dnssec/setup.go. */
export const setupDnssec: Setup = (cursor, block) => {
  once(cursor, () => {
    cursor.remainingArgs();
    while (cursor.nextBlock()) {
      if (cursor.value() === 'key') readKey(cursor, block);
      else if (cursor.value() === 'cache_capacity') integer(cursor, arg(cursor));
      else throw unknownProperty(cursor);
    }
  });
  return [pass('dnssec')];
};

/** The key files have to be there; what they hold is taken to be right. */
export function readKey(cursor: Dispenser, block: Block): void {
  const kind = arg(cursor);
  if (kind !== 'file' && kind !== 'aws_secretsmanager') return;
  for (const name of args(cursor, 1, Infinity)) {
    const base = rooted(block, name.replace(/\.(?:key|private)$/, ''));
    for (const path of kind === 'file' ? [`${base}.key`, `${base}.private`] : []) {
      if (block.readFile(path, cursor.position) === undefined) {
        throw cursor.failure(`open ${path}: no such file or directory`);
      }
    }
  }
  block.notModelled('Keys are not read: they are taken to be right.', cursor.position);
}
