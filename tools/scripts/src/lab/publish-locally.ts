import fs from 'node:fs';

import { findWorkingTree, readGit, resolveCommit } from '@fingerpost/changes';
import { toNativePath } from 'kustomize-ts';

import { findOverlays, findRepository } from '../overlays.ts';
import { needCommit, renderCommit, repositoryUrl, TOOLS } from '../render-commit.ts';
import type { Clone } from '../render-commit.ts';
import { workingFiles } from '../working-files.ts';
import { writeBranch } from './write-branch.ts';
import type { WrittenBranch } from './write-branch.ts';

/**
 * Publishes all environments of a clone, as HEAD has them, to a bare repository on this machine, which is made where it is
 * missing. What is not committed is left out, as `pull-request` does.
 * @param folder in the clone, absolute and POSIX
 * @param repository the bare one, absolute
 */
export function publishLocally(
  folder: string,
  repository: string,
  env: NodeJS.ProcessEnv,
): WrittenBranch[] {
  const files = workingFiles(folder);
  const root = findRepository(files, folder);
  const clone: Clone = { workingTree: findWorkingTree(root), root };
  const { id } = resolveCommit(clone.workingTree, 'HEAD', '--head');
  const head = needCommit(clone, id, 'HEAD');
  makeBare(repository);
  const names = findOverlays(files, root).map(({ environment }) => environment);
  const seconds = Math.floor(Date.now() / 1000);
  return [...new Set(names)].map((environment) => {
    const options = { environment, repoURL: repositoryUrl(clone, env), tools: TOOLS };
    return writeBranch(repository, environment, renderCommit(clone, head, options), seconds);
  });
}

function makeBare(repository: string): void {
  if (fs.existsSync(toNativePath(repository))) return;
  fs.mkdirSync(repository, { recursive: true });
  readGit(repository, ['init', '--quiet', '--bare', '--initial-branch', 'environment/dev', '.']);
}
