import process from 'node:process';

import { openCache } from '../src/index.ts';
import { contentOf, keyOf } from './cache-entries.ts';

/** Writes and reads entries of a cache until it is ended; prints a line for each one that is not what was written. */
const [root = '', count = ''] = process.argv.slice(2);
const cache = openCache(root, {
  maxBytes: 2 ** 20,
  notice: (line) => process.stdout.write(`${line}\n`),
});
process.stdout.write('ready\n');
for (let i = 0; i < Number(count); i++) {
  const key = keyOf(i % 40);
  cache?.write('renderings', key, contentOf(key));
  const other = keyOf((i * 7) % 40);
  const read = cache?.read('renderings', other);
  if (read !== undefined && read !== contentOf(other)) process.stdout.write(`damaged ${other}\n`);
}
