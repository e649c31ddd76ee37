import { readGit } from '@fingerpost/changes';

import type { BranchEntry } from '../branch/plan-branch.ts';

/** An entry of a commit in this clone. */
export interface LocalEntry extends BranchEntry {
  /** Bytes; 0 of a submodule. */
  readonly size: number;
}

/**
 * Everything that a commit holds, links and submodules too, from one `git ls-tree`.
 * @param commit its full id
 */
export function readBranchTree(workingTree: string, commit: string): LocalEntry[] {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  return readGit(workingTree, args)
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const tab = record.indexOf('\t');
      const [mode = '', , id = '', size] = record.slice(0, tab).split(/ +/);
      return { path: record.slice(tab + 1), mode, id, size: Number(size) || 0 };
    });
}
