/**
 * Says what a lab has left on this machine: `node tools/lab/test/left.ts --remember FILE` before there is one, and
 * `--compare FILE` after `down`; exit code 1 where something is left. FINGERPOST_LAB is the lab's folder.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { difference, look } from './what-is-left.ts';

const { values } = parseArgs({
  options: { remember: { type: 'string' }, compare: { type: 'string' } },
});
if (values.remember !== undefined) writeFileSync(values.remember, JSON.stringify([...look()]));
if (values.compare !== undefined) {
  const before: readonly string[] = JSON.parse(readFileSync(values.compare, 'utf8'));
  const left = difference(new Set(before), look());
  for (const one of left) process.stdout.write(`LEFT ${one}\n`);
  process.stdout.write(left.length === 0 ? 'nothing left\n' : `${left.length} things left\n`);
  process.exitCode = left.length === 0 ? 0 : 1;
}
