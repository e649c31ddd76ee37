import { blobIdOf } from '@fingerpost/changes';

import type { BranchFiles } from '../branch/branch-files.ts';
import { FILE_MODE, planBranch } from '../branch/plan-branch.ts';
import type { BranchEntry, BranchPlan } from '../branch/plan-branch.ts';
import { treeIdOf } from '../github/object-ids.ts';
import type { TreeChange } from '../github/write-tree.ts';
import { PublishError } from './publish-error.ts';

/** A branch as it is to be, seen from a branch as it is. */
export interface DesiredBranch {
  readonly plan: BranchPlan;
  /** What git will call the tree. */
  readonly tree: string;
  /** What leads there, in an order in which no step is in the way of another one. */
  readonly changes: readonly TreeChange[];
}

/**
 * Compares files with what a branch holds, without any request. Throws a PublishError where a file is not UTF-8: GitHub takes
 * contents of trees as text, and manifests are text.
 */
export function desireBranch(files: BranchFiles, present: readonly BranchEntry[]): DesiredBranch {
  const plan = planBranch(files, present, 'sha1');
  const entries = new Map(present.map((entry) => [entry.path, entry]));
  const modes = new Map(present.map(({ path, mode }) => [path, mode]));
  const writes: TreeChange[] = [];
  for (const path of [...plan.added, ...plan.changed]) {
    const bytes = files.get(path) ?? new Uint8Array();
    writes.push({ path, mode: FILE_MODE, content: readText(path, bytes) });
    entries.set(path, { path, mode: FILE_MODE, id: blobIdOf(bytes, 'sha1') });
  }
  for (const path of plan.removed) entries.delete(path);
  const removals = plan.removed.map((path): TreeChange => ({
    path,
    mode: modes.get(path) ?? FILE_MODE,
    content: undefined,
  }));
  return { plan, tree: treeIdOf(entries.values()), changes: inOrder(writes, removals) };
}

/** Last what is removed, so that no tree in between is empty; but first what stands where a folder or a file is to be. */
function inOrder(writes: readonly TreeChange[], removals: readonly TreeChange[]): TreeChange[] {
  const written = new Set(writes.map(({ path }) => path));
  const folders = new Set(writes.flatMap(({ path }) => foldersOf(path)));
  const isInTheWay = ({ path }: TreeChange): boolean =>
    folders.has(path) || foldersOf(path).some((folder) => written.has(folder));
  return [
    ...removals.filter(isInTheWay),
    ...writes,
    ...removals.filter((removal) => !isInTheWay(removal)),
  ];
}

/** `a/b/c`: `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function readText(path: string, bytes: Uint8Array): string {
  try {
    // A byte order mark is content.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PublishError(`${path} is not UTF-8, which GitHub takes alone; write it as text`);
  }
}
