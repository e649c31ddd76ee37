import { posix } from 'node:path';

import { blobIdOf } from '@fingerpost/changes';

import type { BranchFiles } from './branch-files.ts';
import { byPath, isMetadata } from './paths.ts';

/** One entry of the tree of a branch, whatever it is: a file, a link, a submodule. */
export interface BranchEntry {
  readonly path: string;
  /** As git writes it: `100644`. */
  readonly mode: string;
  /** The object id of its content. */
  readonly id: string;
}

export const FILE_MODE = '100644';

/** What has to be done to a branch for it to hold files; all lists sorted by path. */
export interface BranchPlan {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Whatever stands there that is not to. */
  readonly removed: readonly string[];
  /** Left as it is: the same bytes, or notes about what does not change. */
  readonly kept: readonly string[];
}

/**
 * Compares what a branch is to hold with what it holds, by the ids of contents. `hydrator.metadata` is no reason to write:
 * that of a unit is written anew where its folder changes, that of the root where anything does, so that an unchanged
 * environment is not written at all. One that is missing is added.
 * @param hash how git hashes there
 * @param broken paths of `hydrator.metadata` that were read and are wrong: they are written anew
 */
export function planBranch(
  files: BranchFiles,
  entries: readonly BranchEntry[],
  hash: 'sha1' | 'sha256',
  broken: ReadonlySet<string> = new Set(),
): BranchPlan {
  const present = new Map(entries.map((entry) => [entry.path, entry]));
  const paths = [...files.keys()].toSorted(byPath);
  const added = paths.filter((path) => !present.has(path));
  const removed = [...present.keys()].filter((path) => !files.has(path)).toSorted(byPath);
  const differing = paths.filter((path) => present.has(path) && !isSame(path));
  const reasons = [...added, ...removed, ...differing.filter(isReason)];
  const folders = new Set(reasons.map((path) => posix.dirname(path)));
  const changed = differing.filter((path) => {
    const folder = posix.dirname(path);
    return isReason(path) || (folder === '.' ? reasons.length > 0 : folders.has(folder));
  });
  const written = new Set([...added, ...changed]);
  return { added, changed, removed, kept: paths.filter((path) => !written.has(path)) };

  function isSame(path: string): boolean {
    const bytes = files.get(path);
    return isFile(path) && bytes !== undefined && present.get(path)?.id === blobIdOf(bytes, hash);
  }

  function isFile(path: string): boolean {
    return present.get(path)?.mode === FILE_MODE;
  }

  function isReason(path: string): boolean {
    return !isMetadata(path) || !isFile(path) || broken.has(path);
  }
}

/** Nothing has to be written. */
export function isUpToDate({ added, changed, removed }: BranchPlan): boolean {
  return added.length + changed.length + removed.length === 0;
}
