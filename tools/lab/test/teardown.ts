/**
 * Kills `up` with SIGKILL at random moments and asks, by other means than `down` does, what is left after `down`. Needs
 * root: `nx run lab:test-teardown [--rounds N] [--seed S]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** A lab of its own, so that the machine's usual one is not in the way. */
process.env['FINGERPOST_LAB'] = '/var/lib/fingerpost-lab-teardown';
// Names of the lab follow its folder, and are made when the package is loaded.
const { isGone } = await import('../src/down/down.ts');
const { difference, look } = await import('./what-is-left.ts');

const MAIN = path.join(import.meta.dirname, '..', 'src', 'main.ts');
/** Longer than `up` takes on an idle machine, so that some rounds kill nothing and tear a whole lab down. */
const LATEST = 20_000;
const LIMIT = 180_000;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));
const rounds = Number(values.rounds);
process.stdout.write(`${rounds} rounds, seed ${seed}\n`);
if (!isGone()) throw new Error('a lab is on this machine: the test would remove it');

const before = look();
const random = generator(seed);
let failed = 0;
for (let round = 1; round <= rounds; round++) {
  const after = Math.trunc(random() * LATEST);
  const ended = await killedUp(after);
  const begun = performance.now();
  const down = spawnSync(process.execPath, [MAIN, 'down'], { encoding: 'utf8', timeout: LIMIT });
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  const left = difference(before, look());
  if (down.status !== 0) left.push(`down failed: ${down.stderr.trim()}`);
  const result = left.length === 0 ? 'nothing left' : `LEFT ${left.join('; ')}`;
  process.stdout.write(`${round}: ${ended} after ${after} ms, down in ${took} s: ${result}\n`);
  if (left.length > 0) failed += 1;
}
process.stdout.write(
  failed === 0 ? 'all rounds left nothing\n' : `${failed} rounds left something\n`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** Starts `up` and kills that process alone: what it started lives on. */
async function killedUp(after: number): Promise<string> {
  const child = spawn(process.execPath, [MAIN, 'up'], { stdio: 'ignore' });
  const exit = new Promise<number | null>((resolve) => {
    child.on('exit', resolve);
  });
  const finished = await Promise.race([exit, sleep(after, 'late' as const)]);
  if (finished !== 'late') return `up ended with ${finished}`;
  child.kill('SIGKILL');
  await exit;
  return 'killed';
}

/** Mulberry32: the same numbers for the same seed. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
