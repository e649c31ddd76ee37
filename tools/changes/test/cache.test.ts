import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import fc from 'fast-check';

import { openCache } from '../src/index.ts';
import type { ContentCache, DiskCacheOptions } from '../src/index.ts';
import { contentOf, keyOf } from './cache-entries.ts';
import { makeRepository } from './monorepo.ts';

function makeRoot(t: ExecutionContext): string {
  const { root } = makeRepository({});
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  return root;
}

function open(root: string, options: DiskCacheOptions = {}): ContentCache {
  const cache = openCache(root, { notice: (line) => notices.push(line), ...options });
  if (!cache) throw new Error('there is no cache');
  return cache;
}

/** Of all caches of this file. */
const notices: string[] = [];

const folderOf = (root: string): string => path.join(root, '.fingerpost/cache');
const fileOf = (root: string, key: string): string =>
  path.join(folderOf(root), 'renderings', key.slice(0, 2), key);

/** All files in the cache, but those for its own use. */
function entriesIn(root: string): string[] {
  return fs
    .readdirSync(folderOf(root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]+$/.test(entry.name))
    .map(({ name }) => name);
}

function blocksIn(root: string): number {
  return entriesIn(root).reduce(
    (sum, key) => sum + Math.ceil(fs.statSync(fileOf(root, key)).size / 4096),
    0,
  );
}

test('what was written is read, by a later run too, and git does not see it', (t) => {
  const repository = makeRepository({});
  const { root } = repository;
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  fs.writeFileSync(path.join(root, '.gitignore'), '');
  repository.commit();
  const [key, other] = [keyOf(1), keyOf(2)];
  const first = open(root);
  t.is(first.read('renderings', key), undefined);
  t.false(fs.existsSync(folderOf(root)));
  for (const text of ['one', '', 'ä\u{1f600}\n\u0000\r\n', contentOf(key)]) {
    first.write('renderings', key, text);
    t.is(first.read('renderings', key), text);
    t.is(open(root).read('renderings', key), text);
  }
  t.is(first.read('renderings', other), undefined);
  t.is(first.read('stamps', key), undefined);
  t.is(repository.git('status', '--porcelain'), '');
  t.deepEqual(fs.readdirSync(path.join(folderOf(root), 'tmp')), []);
  for (const [kind, bad] of [
    ['../x', key],
    ['renderings', '../../../x'],
    ['tmp', key],
    ['written', key],
  ] as const)
    t.throws(() => first.write(kind, bad, ''), { message: /no name of a cache entry/ });
});

test('nobody else can read what is kept: it has the values of Secrets', (t) => {
  const root = makeRoot(t);
  open(root).write('renderings', keyOf(1), 'password');
  const names = fs.readdirSync(folderOf(root), { encoding: 'utf8', recursive: true });
  const others = ['', ...names].filter(
    (name) => (fs.lstatSync(path.join(folderOf(root), name)).mode & 0o077) !== 0,
  );
  t.true(names.length > 4);
  t.deepEqual(others, []);
});

test('what is not whole, or not its own, is not there, and is written anew', (t) => {
  const root = makeRoot(t);
  const cache = open(root);
  const [key, other] = [keyOf(1), keyOf(2)];
  const file = fileOf(root, key);
  const content = contentOf(key);
  cache.write('renderings', key, content);
  cache.write('renderings', other, contentOf(other));
  const whole = fs.readFileSync(file);
  const outside = path.join(root, 'outside');
  fs.writeFileSync(outside, whole);
  const damages: Record<string, () => void> = {
    empty: () => fs.writeFileSync(file, ''),
    garbage: () => fs.writeFileSync(file, Buffer.from([0, 255, 254, 10, 13, 0])),
    'of zeros': () => fs.writeFileSync(file, Buffer.alloc(whole.length)),
    'longer by a byte': () => fs.appendFileSync(file, '\n'),
    'of another key': () => fs.copyFileSync(fileOf(root, other), file),
    'a link': () => {
      fs.rmSync(file);
      fs.symlinkSync(outside, file);
    },
  };
  for (const [name, damage] of Object.entries(damages)) {
    damage();
    t.is(open(root).read('renderings', key), undefined, name);
    t.false(fs.existsSync(file), name);
    cache.write('renderings', key, content);
    t.is(cache.read('renderings', key), content, name);
  }
  t.deepEqual(fs.readFileSync(outside), whole);
  const property = fc.property(
    fc.nat(whole.length - 1),
    fc.integer({ min: 1, max: 255 }),
    (at, bits) => {
      fs.writeFileSync(file, whole.subarray(0, at));
      if (cache.read('renderings', key) !== undefined) return false;
      const flipped = Buffer.from(whole);
      flipped[at] = flipped[at]! ^ bits;
      fs.writeFileSync(file, flipped);
      return cache.read('renderings', key) === undefined;
    },
  );
  const { failed, seed, counterexample } = fc.check(property, { numRuns: 200 });
  t.log(`seed ${seed}`);
  t.false(failed, JSON.stringify(counterexample));
});

test('a cache that cannot be written is told of once, and what is there is still read', (t) => {
  const key = keyOf(1);
  const obstacles: Record<string, (root: string) => void> = {
    'the cache is a file': (root) => {
      fs.mkdirSync(path.join(root, '.fingerpost'));
      fs.writeFileSync(folderOf(root), '');
    },
    'its parent is a file': (root) => fs.writeFileSync(path.join(root, '.fingerpost'), ''),
    'its parent leads nowhere': (root) =>
      fs.symlinkSync('/dev/null', path.join(root, '.fingerpost')),
    'an entry is a folder': (root) =>
      fs.mkdirSync(path.join(fileOf(root, key), 'x'), { recursive: true }),
    'the notes cannot be written': (root) =>
      fs.mkdirSync(path.join(folderOf(root), 'written'), { recursive: true }),
    'the folder for new files is a file': (root) => {
      fs.mkdirSync(folderOf(root), { recursive: true });
      fs.writeFileSync(path.join(folderOf(root), 'tmp'), '');
    },
  };
  if (process.platform === 'linux') {
    obstacles['nothing can be made where it leads'] = (root) => {
      fs.mkdirSync(path.join(root, '.fingerpost'));
      fs.symlinkSync('/proc/self', folderOf(root));
    };
  }
  if (process.getuid?.() !== 0) {
    obstacles['the cache may only be read'] = (root) => {
      fs.mkdirSync(folderOf(root), { recursive: true });
      fs.chmodSync(folderOf(root), 0o500);
      t.teardown(() => fs.chmodSync(folderOf(root), 0o700));
    };
  }
  for (const [name, build] of Object.entries(obstacles)) {
    const root = makeRoot(t);
    build(root);
    notices.length = 0;
    const cache = open(root);
    t.is(cache.read('renderings', key), undefined, name);
    for (let i = 1; i < 4; i++) cache.write('renderings', key, 'x');
    t.is(notices.length, 1, name);
    t.regex(
      notices[0] ?? '',
      /^\S+\.fingerpost\/cache cannot be written \([^\n]+--no-cache$/,
      name,
    );
    cache.read('renderings', key);
  }
  const root = makeRoot(t);
  const cache = open(root);
  cache.write('renderings', key, 'kept');
  fs.rmSync(path.join(folderOf(root), 'tmp'), { recursive: true });
  fs.writeFileSync(path.join(folderOf(root), 'tmp'), '');
  cache.write('renderings', keyOf(2), 'lost');
  t.is(cache.read('renderings', key), 'kept');
  t.is(cache.read('renderings', keyOf(2)), undefined);
});

test('nothing is taken from a cache that git tracks', (t) => {
  for (const name of ['.fingerpost/cache/x', '.FingerPost/x', '.fingerpost']) {
    const repository = makeRepository({});
    t.teardown(() => fs.rmSync(repository.root, { recursive: true }));
    if (name === '.fingerpost')
      repository.write({ '.gitignore': '', [name]: { link: 'elsewhere' } });
    else repository.write({ '.gitignore': '', [name]: '' });
    repository.git('add', '--all');
    const told: string[] = [];
    t.is(openCache(repository.root, { notice: (line) => told.push(line) }), undefined, name);
    t.is(told.length, 1);
    t.regex(told[0] ?? '', /^\.fingerpost is tracked by git/);
  }
});

test('it stays within its bound: what was not read for the longest time goes first', (t) => {
  const root = makeRoot(t);
  const maxBytes = 40 * 4096;
  const cache = open(root, { maxBytes });
  const touched = keyOf(1000);
  cache.write('renderings', touched, contentOf(touched));
  const hours = (count: number): Date => new Date(Date.now() - count * 3_600_000);
  for (let i = 0; i < 60; i++) {
    const key = keyOf(i);
    cache.write('renderings', key, contentOf(key));
    if (fs.existsSync(fileOf(root, key)))
      fs.utimesSync(fileOf(root, key), hours(100 - i), hours(100 - i));
    t.true(blocksIn(root) * 4096 <= maxBytes, `after ${i}`);
    // Reading makes it new again.
    fs.utimesSync(fileOf(root, touched), hours(200), hours(200));
    t.is(cache.read('renderings', touched), contentOf(touched));
  }
  const left = entriesIn(root);
  t.true(left.length > 3, String(left.length));
  // The ones that are left are the last ones.
  const numbers = Array.from({ length: 60 }, (_, i) => i).filter((i) => left.includes(keyOf(i)));
  t.deepEqual(
    numbers,
    numbers.map((_, i) => 60 - numbers.length + i),
  );
  // One that is bigger than all that is allowed is not kept.
  cache.write('renderings', keyOf(1), 'x'.repeat(2 * maxBytes));
  t.true(blocksIn(root) * 4096 <= maxBytes);
  t.is(cache.read('renderings', keyOf(1)), undefined);
});

test('what killed processes left behind is removed when it is old', (t) => {
  const root = makeRoot(t);
  open(root).write('renderings', keyOf(1), 'x');
  const folder = path.join(folderOf(root), 'tmp');
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const name of ['old', 'new']) fs.writeFileSync(path.join(folder, name), '');
  fs.utimesSync(path.join(folder, 'old'), old, old);
  open(root).write('renderings', keyOf(2), 'x');
  t.deepEqual(fs.readdirSync(folder), ['new']);
});

test('processes that write at once, prune, and are killed leave a cache that is right', async (t) => {
  const root = makeRoot(t);
  const script = path.join(import.meta.dirname, 'write-cache.ts');
  function start(count: number) {
    const child = spawn(process.execPath, [script, root, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
    });
    return { child, output: () => output, closed: once(child, 'close') };
  }
  const steady = [start(600), start(600)];
  for (let i = 0; i < 6; i++) {
    const victim = start(1_000_000);
    await once(victim.child.stdout, 'data');
    await setTimeout(10 + i * 7);
    victim.child.kill('SIGKILL');
    await victim.closed;
    t.is(victim.output(), 'ready\n');
  }
  for (const { closed, output, child } of steady) {
    await closed;
    t.is(output(), 'ready\n');
    t.is(child.exitCode, 0);
  }
  const cache = open(root, { maxBytes: 2 ** 20 });
  const left = entriesIn(root);
  t.true(left.length > 5);
  for (const key of left) t.is(cache.read('renderings', key), contentOf(key));
  t.true(blocksIn(root) * 4096 <= 1.2 * 2 ** 20);
});
