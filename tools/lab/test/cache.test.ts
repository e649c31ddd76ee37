import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import test from 'ava';

import { locateEntry, makeEntry } from '../src/build/cache.ts';
import { cacheFolder } from '../src/paths.ts';

const base = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-cache-'));
process.env['XDG_CACHE_HOME'] = base;
test.after.always(() => fs.rmSync(base, { recursive: true, force: true }));

const DAY = 24 * 60 * 60;
const daysAgo = (days: number): number => Date.now() / 1000 - days * DAY;
const write = (folder: string): void => fs.writeFileSync(path.join(folder, 'file'), 'content');

test.serial('an entry is made once, whole or not at all', async (t) => {
  t.true(await makeEntry('one', write));
  t.is(fs.readFileSync(path.join(locateEntry('one'), 'file'), 'utf8'), 'content');
  t.false(await makeEntry('one', () => t.fail('it is there')));
  await t.throwsAsync(
    makeEntry('two', (folder) => {
      write(folder);
      throw new Error('the disk is full');
    }),
    { message: 'the disk is full' },
  );
  t.deepEqual(fs.readdirSync(cacheFolder()), ['one']);
});

test.serial('two who make the same entry both have it', async (t) => {
  const both = ['first', 'second'].map(() =>
    makeEntry('same', async (folder) => {
      await new Promise((resolve) => void setImmediate(resolve));
      write(folder);
    }),
  );
  t.deepEqual(await Promise.all(both), [true, true]);
  t.is(fs.readFileSync(path.join(locateEntry('same'), 'file'), 'utf8'), 'content');
});

test.serial('what nobody asks for any more goes when something new comes', async (t) => {
  for (const name of ['used', 'unused', '.unfinished-1']) {
    fs.mkdirSync(locateEntry(name), { recursive: true });
    fs.utimesSync(locateEntry(name), daysAgo(61), daysAgo(61));
  }
  await makeEntry('used', write);
  await makeEntry('new', write);
  const left = fs.readdirSync(cacheFolder());
  t.true(left.includes('used') && left.includes('new'), left.join());
  t.false(left.includes('unused') || left.includes('.unfinished-1'), left.join());
});
