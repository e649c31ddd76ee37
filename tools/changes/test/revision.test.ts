import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { diskFileSystem } from 'kustomize-ts';

import { resolveCommit, revisionFileSystem } from '../src/index.ts';

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

test('a revision answers as the folder did when it was committed', (t) => {
  const root = makeRepository(t, { 'a/k.yaml': 'a', 'a/b/c.bin': '\u0000\r\n' }, 'sha1');
  const revision = revisionFileSystem(root, resolveCommit(root, 'HEAD', '--base'), root);
  const disk = diskFileSystem();
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
