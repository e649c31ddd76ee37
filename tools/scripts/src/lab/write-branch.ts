import { GitError } from '@fingerpost/changes';
import {
  branchBeginning,
  branchNames,
  isUpToDate,
  planBranch,
  readBranchTree,
} from '@fingerpost/publish';
import type { RenderedBranch } from '@fingerpost/publish';

import { commitToBranch, tipOf } from './fast-import.ts';

/** What was written, and where. */
export interface WrittenBranch {
  /** `environment/dev` */
  readonly branch: string;
  /** Its last commit. */
  readonly sha: string;
  /** Files that were written or removed; 0 where the branch held all of it. */
  readonly files: number;
}

/**
 * Writes the rendered branch of an environment to a bare repository: the commits, files and messages that `pull-request`
 * and a squashed merge leave on GitHub, only who and when differ. An unchanged environment is not written.
 * @param seconds when, since 1970
 */
export function writeBranch(
  repository: string,
  environment: string,
  rendered: RenderedBranch,
  seconds: number,
): WrittenBranch {
  const names = branchNames(environment);
  const branch = names.base;
  const beginning = branchBeginning(environment, names, rendered.files);
  if (tipOf(repository, branch) === undefined && beginning) {
    const { files: edits, message } = beginning;
    commitToBranch(repository, { branch, message, edits, seconds });
  }
  const plan = planOf(repository, branch, rendered);
  const { added, changed, removed } = plan;
  if (!isUpToDate(plan)) {
    const edits = new Map([
      // First what goes: a folder may come where a file was.
      ...removed.map((path) => [path, null] as const),
      ...[...added, ...changed].map((path) => [path, contentOf(rendered, path)] as const),
    ]);
    commitToBranch(repository, { branch, message: rendered.message, edits, seconds });
    if (!isUpToDate(planOf(repository, branch, rendered))) {
      throw new GitError(`${branch} does not hold what was written to it; report this`);
    }
  }
  const sha = tipOf(repository, branch);
  if (sha === undefined) throw new GitError(`${branch} is not there; nothing was rendered for it`);
  return { branch, sha, files: added.length + changed.length + removed.length };
}

function planOf(repository: string, branch: string, { files }: RenderedBranch) {
  const tip = tipOf(repository, branch);
  return planBranch(files, tip === undefined ? [] : readBranchTree(repository, tip), 'sha1');
}

function contentOf({ files }: RenderedBranch, path: string): Uint8Array {
  return files.get(path) ?? new Uint8Array();
}
