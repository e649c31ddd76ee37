import { posix } from 'node:path';

import { diskFileSystem, toNativePath, toPosixPath } from 'kustomize-ts';

import { entryAt } from '../disk/disk-entries.ts';
import { firstLine, runGit } from './git.ts';

/** A submodule whose files cannot be read. */
export interface MissingSubmodule {
  /** Relative to the top of the working tree. */
  readonly path: string;
  /** What is wrong and what to do, one line. */
  readonly message: string;
}

/** What the working tree has in the folders of its submodules. */
export interface SubmoduleStates {
  /** A line for each that does not hold what is recorded. */
  readonly dirty: readonly string[];
  readonly missing: readonly MissingSubmodule[];
}

/**
 * For git in a submodule: no transport is used, not even to bring objects that a partial clone left out, and no files of
 * the tree are taken for a repository.
 */
export const IN_SUBMODULE = [
  '-c',
  'protocol.allow=never',
  '-c',
  'safe.bareRepository=explicit',
  '-c',
  'core.fsmonitor=false',
];

const SUBMODULE_MODE = '160000';

/**
 * The folder of a submodule that is checked out in the working tree. Its path comes from a tree, which anybody may have
 * written: only a folder inside of the working tree counts, on the way to which there is no link.
 * @param path relative to the top of the working tree
 */
export function findSubmodule(workingTree: string, path: string): string | undefined {
  const disk = diskFileSystem();
  const top = disk.realPath(toPosixPath(workingTree));
  if (top === undefined) return undefined;
  const folder = posix.join(top, path);
  if (posix.relative(top, folder) !== path || disk.realPath(folder) !== folder) return undefined;
  const repository = entryAt(posix.join(folder, '.git'))?.kind;
  return repository === 'file' || repository === 'directory' ? toNativePath(folder) : undefined;
}

/**
 * A submodule that is not checked out, or that has not got the commit.
 * @param outermost the one that holds it, or it itself: git does not take the path of one that lies in another
 */
export function missingSubmodule(
  path: string,
  outermost: string,
  commit?: string,
): MissingSubmodule {
  const place = quote(path);
  const update = `run git submodule update --init --recursive ${quote(outermost)}`;
  const message =
    commit === undefined
      ? `submodule ${path} is not checked out, so what lies in it cannot be read; ${update}`
      : `submodule ${path} has no commit ${commit.slice(0, 7)}, so what lay in it cannot be read; ${update}, and git -C ${place} fetch where that is not enough`;
  return { path, message };
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Looks at the submodules of a working tree. Without `.gitmodules` there are none and git is not asked. */
export function inspectSubmodules(workingTree: string): SubmoduleStates {
  if (!hasSubmodules(workingTree)) return { dirty: [], missing: [] };
  return { dirty: listDirty(workingTree), missing: listMissing(workingTree, workingTree, []) };
}

function hasSubmodules(folder: string): boolean {
  return entryAt(posix.join(toPosixPath(folder), '.gitmodules')) !== undefined;
}

function listDirty(workingTree: string): string[] {
  const { status, stdout, stderr } = runGit(workingTree, [
    ...IN_SUBMODULE,
    'status',
    '--porcelain=v2',
    '-z',
    '--no-renames',
    '--ignore-submodules=none',
    '--untracked-files=normal',
  ]);
  if (status !== 0) {
    return [`git cannot tell whether submodules hold what is recorded: ${firstLine(stderr)}`];
  }
  return stdout
    .toString()
    .split('\0')
    .flatMap((record) => {
      const match = DIRTY.exec(record);
      if (!match) return [];
      const [, commit, modified, untracked, path = ''] = match;
      const reasons = [
        ...(commit === 'C' ? ['another commit checked out than recorded'] : []),
        ...(modified === 'M' || untracked === 'U' ? ['changes that are not committed'] : []),
      ];
      if (reasons.length === 0) return [];
      return [`submodule ${path} has ${reasons.join(' and ')}; what lies in it counts`];
    });
}

/** `1 <XY> S<c><m><u> <3 modes> <2 ids> <path>`; of a conflict `u`, 4 modes and 3 ids. */
const DIRTY = /^[1u] .. S(.)(.)(.)(?: \d{6}){3,4}(?: [0-9a-f]{40,64}){2,3} (.+)$/s;

/** @param around the paths of the submodules in which the folder lies, the outermost first */
function listMissing(
  workingTree: string,
  folder: string,
  around: readonly string[],
): MissingSubmodule[] {
  const { stdout } = runGit(folder, [...IN_SUBMODULE, 'ls-files', '--stage', '-z']);
  return stdout
    .toString()
    .split('\0')
    .flatMap((record) => {
      if (!record.startsWith(SUBMODULE_MODE)) return [];
      const path = posix.join(around.at(-1) ?? '', record.slice(record.indexOf('\t') + 1));
      const inner = findSubmodule(workingTree, path);
      if (inner === undefined) return [missingSubmodule(path, around[0] ?? path)];
      return hasSubmodules(inner) ? listMissing(workingTree, inner, [...around, path]) : [];
    });
}
