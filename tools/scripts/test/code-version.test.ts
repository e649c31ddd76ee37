import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import test from 'ava';

import { codeFolders, codeVersion } from '../src/code-version.ts';

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
