import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { toPosixPath } from 'kustomize-ts';

import { applyEdits } from '../src/apply-edits.ts';
import type { Edit } from '../src/scenario.ts';
import { runOwnGit } from '../test/own-git.ts';

/** A copy of this repository's manifests in a git repository of its own, in which mistakes are made. */
export interface Copy {
  /** Absolute and POSIX. */
  readonly root: string;
  /** Takes back what was edited before, and makes these edits. Throws where one does not fit. */
  edit(edits: readonly Edit[]): void;
  remove(): void;
}

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

/** Copies base and overlays into a temporary folder and commits them there. */
export function openCopy(): Copy {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-')));
  for (const folder of ['base', 'overlays']) {
    fs.cpSync(path.join(CHECKOUT, folder), path.join(root, folder), { recursive: true });
  }

  const git = (...args: string[]): string => runOwnGit(root, args);
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
