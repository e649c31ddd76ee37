import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { ContentCache } from '@fingerpost/changes';
import test from 'ava';

import { codeFolders, codeVersion, keptCodeVersion } from '../src/code-version.ts';

function makePackage(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'code-version-'));
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const FILES = { 'src/a.ts': 'one', 'src/inner/b.ts': 'two' };

test('the version is that of the content, in any place and at any time', (t) => {
  const [one, other] = [makePackage(FILES), makePackage(FILES)];
  fs.utimesSync(path.join(other, 'src/a.ts'), 0, 0);
  t.is(codeVersion([one]), codeVersion([other]));
  const edits: readonly Record<string, string>[] = [
    { ...FILES, 'src/a.ts': 'on3' },
    { ...FILES, 'src/c.ts': '' },
    { 'src/a.ts': 'one', 'src/b.ts': 'two' },
    { 'src/a.ts': 'onetwo', 'src/inner/b.ts': '' },
    { ...FILES, 'package.json': '{"dependencies":{}}' },
  ];
  const versions = edits.map((files) => codeVersion([makePackage(files)]));
  t.is(new Set([codeVersion([one]), ...versions]).size, edits.length + 1);
});

test('it is that of every package that decides what is found', (t) => {
  for (const folder of codeFolders()) {
    t.true(fs.existsSync(path.join(folder, 'package.json')), folder);
    t.true(fs.existsSync(path.join(folder, 'src/index.ts')), folder);
  }
  t.is(codeVersion(), codeVersion());
});

test('a kept version is believed until a file is touched', async (t) => {
  const kept = new Map<string, string>();
  const cache: ContentCache = {
    read: (kind, key) => kept.get(`${kind}/${key}`),
    write: (kind, key, text) => void kept.set(`${kind}/${key}`, text),
  };
  const folder = makePackage(FILES);
  const version = codeVersion([folder]);
  t.is(keptCodeVersion(undefined, [folder]), version);
  // It was just written, so that a later edit could have the same times.
  t.is(keptCodeVersion(cache, [folder], 60_000), version);
  t.is(kept.size, 0);

  await setTimeout(20);
  t.is(keptCodeVersion(cache, [folder], 10), version);
  const [name = ''] = kept.keys();
  t.is(kept.size, 1);
  kept.set(name, 'as it was kept');
  t.is(keptCodeVersion(cache, [folder], 10), 'as it was kept');
  const file = path.join(folder, 'src/a.ts');
  const { atime, mtime } = fs.statSync(file);
  fs.writeFileSync(file, 'on3');
  fs.utimesSync(file, atime, mtime);
  t.is(keptCodeVersion(cache, [folder], 10), codeVersion([folder]));
  t.not(codeVersion([folder]), version);
});
