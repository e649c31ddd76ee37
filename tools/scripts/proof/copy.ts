import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { toPosixPath } from 'kustomize-ts';

import { applyEdits } from '../src/apply-edits.ts';
import type { Edit } from '../src/scenario.ts';

/** A copy of this repository's manifests in a git repository of its own, in which mistakes are made. */
export interface Copy {
  /** Absolute and POSIX. */
  readonly root: string;
  /** Takes back what was edited before, and makes these edits. Throws where one does not fit. */
  edit(edits: readonly Edit[]): void;
  remove(): void;
}

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

/** Nothing of the machine's own configuration, and no repository of a hook that runs this. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
};

/** Copies base and overlays into a temporary folder and commits them there. */
export function openCopy(): Copy {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-')));
  for (const folder of ['base', 'overlays']) {
    fs.cpSync(path.join(CHECKOUT, folder), path.join(root, folder), { recursive: true });
  }

  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    const env = { ...process.env, ...ENVIRONMENT };
    execFileSync('git', [...identity, ...args], { cwd: root, env, stdio: 'pipe' });
  }

  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'before');

  function edit(edits: readonly Edit[]): void {
    git('reset', '--quiet', '--hard');
    git('clean', '--quiet', '-d', '--force');
    applyEdits(root, edits);
  }

  return {
    root: toPosixPath(root),
    edit,
    remove: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}
