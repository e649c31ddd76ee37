import { blobIdOf } from '@fingerpost/changes';

import type { BranchFiles } from '../branch/branch-files.ts';
import { isMetadata } from '../branch/paths.ts';
import { FILE_MODE, planBranch } from '../branch/plan-branch.ts';
import type { BranchEntry, BranchPlan } from '../branch/plan-branch.ts';
import { treeIdOf } from '../github/object-ids.ts';
import type { TreeChange } from '../github/write-tree.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';

/** A branch as it is to be. */
export interface DesiredBranch {
  /** What that changes on the environment branch. */
  readonly plan: BranchPlan;
  readonly entries: ReadonlyMap<string, BranchEntry>;
  /** What git will call the tree. */
  readonly tree: string;
}

/** Compares files with what the environment branch holds, without any request. */
export function desireBranch(input: Wanted, present: readonly BranchEntry[]): DesiredBranch {
  const { files } = input;
  const plan = planOnto(present, input);
  const entries = new Map(present.map((entry) => [entry.path, entry]));
  for (const path of [...plan.added, ...plan.changed]) {
    const id = blobIdOf(files.get(path) ?? new Uint8Array(), 'sha1');
    entries.set(path, { path, mode: FILE_MODE, id });
  }
  for (const path of plan.removed) entries.delete(path);
  return { plan, entries, tree: treeIdOf(entries.values()) };
}

type Wanted = Pick<PublishInput, 'files' | 'brokenNotes'>;

/** The plan for a branch on GitHub. */
export function planOnto(
  present: readonly BranchEntry[],
  { files, brokenNotes = new Set() }: Wanted,
): BranchPlan {
  const broken = present.filter(({ path, id }) => isMetadata(path) && brokenNotes.has(id));
  return planBranch(files, present, 'sha1', new Set(broken.map(({ path }) => path)));
}

/**
 * What leads from a tree to the desired one, in an order in which no step is in the way of another one. Throws a PublishError
 * where a file is not UTF-8: GitHub takes contents of trees as text, and manifests are text.
 */
export function listTreeChanges(
  present: readonly BranchEntry[],
  { entries, plan }: DesiredBranch,
  files: BranchFiles,
): TreeChange[] {
  const old = new Map(present.map((entry) => [entry.path, entry]));
  const written = new Set([...plan.added, ...plan.changed]);
  const writes = [...entries.values()]
    .filter(({ path, id, mode }) => old.get(path)?.id !== id || old.get(path)?.mode !== mode)
    .map(({ path, mode, id }): TreeChange => {
      const bytes = written.has(path) ? files.get(path) : undefined;
      // What is kept is on the environment branch already.
      return bytes ? { path, content: readText(path, bytes) } : { path, mode, id };
    });
  const removals = present
    .filter(({ path }) => !entries.has(path))
    .map(({ path, mode }): TreeChange => ({ path, mode, id: null }));
  return inOrder(writes, removals);
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
