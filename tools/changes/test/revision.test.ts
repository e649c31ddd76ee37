import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { diskFileSystem } from 'kustomize-ts';

import { resolveCommit, revisionFileSystem } from '../src/index.ts';
import { openStamps } from '../src/renderings/stamps.ts';
import { workingFiles } from '../src/renderings/working-files.ts';

const disk = diskFileSystem();

/** A repository with one commit; ids of SHA-1 or SHA-256. */
function makeRepository(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  format: string,
) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-revision-')));
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  function git(...args: string[]): void {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
      env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'pipe',
    });
  }
  git('init', '--quiet', `--object-format=${format}`);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
  fs.symlinkSync('a', path.join(root, 'link'));
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  return root;
}

for (const format of ['sha1', 'sha256'] as const) {
  test(`the working tree has the names for contents that git has: ${format}`, (t) => {
    const files = { 'a/k.yaml': 'a', 'a/x.bin': '\u0000\r\n\u00e4', 'b/k.yaml': '' };
    const root = makeRepository(t, files, format);
    const at = (name: string): string => path.posix.join(root, name);
    const base = revisionFileSystem(root, resolveCommit(root, 'HEAD', '--base'), root);
    const open = () => workingFiles(root, { hash: format, stamps: openStamps(undefined, root) });
    const work = open();
    for (const name of [...Object.keys(files), 'link/k.yaml']) {
      t.is(work.blobId(at(name)), base.blobId(at(name)), name);
      t.is(work.realPath(at(name)), base.realPath(at(name)), name);
    }
    for (const name of ['a', 'nowhere', 'a/k.yaml/x', '']) {
      t.is(work.blobId(at(name)), undefined, name);
      t.is(base.blobId(at(name)), undefined, name);
    }
    // A run sees what it saw first; of what it sees to change it has no name.
    fs.writeFileSync(at('a/k.yaml'), 'A');
    t.is(work.blobId(at('a/k.yaml')), base.blobId(at('a/k.yaml')));
    t.deepEqual(work.readFile(at('link/k.yaml')), disk.readFile(at('a/k.yaml')));
    t.is(work.blobId(at('a/k.yaml')), undefined);
    fs.rmSync(at('b/k.yaml'));
    t.is(work.kind(at('b/k.yaml')), 'file');
    t.is(work.readFile(at('b/k.yaml')), undefined);
    t.is(work.blobId(at('b/k.yaml')), undefined);
    t.not(open().blobId(at('a/k.yaml')), base.blobId(at('a/k.yaml')));
  });
}

test('a revision answers as the folder did when it was committed', (t) => {
  const root = makeRepository(t, { 'a/k.yaml': 'a', 'a/b/c.bin': '\u0000\r\n' }, 'sha1');
  const revision = revisionFileSystem(root, resolveCommit(root, 'HEAD', '--base'), root);
  for (const name of [
    '',
    'a',
    'a/k.yaml',
    'link',
    'link/k.yaml',
    'link/b/c.bin',
    'a/b',
    'gone',
    'a/k.yaml/x',
  ]) {
    const place = path.posix.join(root, name);
    t.is(revision.kind(place), disk.kind(place), name);
    t.is(revision.realPath(place), disk.realPath(place), name);
    t.deepEqual(
      revision.readDirectory(place),
      disk.readDirectory(place)?.filter((entry) => entry !== '.git'),
      name,
    );
    t.deepEqual(bytesOf(revision.readFile(place)), bytesOf(disk.readFile(place)), name);
  }
  t.is(revision.displayPath?.(path.posix.join(root, 'a/k.yaml')), 'HEAD:a/k.yaml');
});

function bytesOf(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes && [...bytes];
}
