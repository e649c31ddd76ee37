import type { ContentCache } from '../cache/content-cache.ts';
import { firstLine, GitError, runGit } from './git.ts';
import { findSubmodule, IN_SUBMODULE, missingSubmodule } from './submodules.ts';
import type { MissingSubmodule } from './submodules.ts';

/** A file or a symbolic link in a commit, or in one that it records of a submodule. */
export interface TreeEntry {
  readonly path: string;
  readonly link: boolean;
  /** The id of the blob. */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** The submodule that has it; undefined for the repository itself. */
  readonly submodule?: string | undefined;
}

/** All files of a commit. */
export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** Submodules of which nothing can be read; their files are not among the entries. */
  readonly missing: readonly MissingSubmodule[];
}

const LINK = '120000';

/** What git says of a commit, by its id. */
const KIND = 'trees';

interface Submodule {
  readonly path: string;
  readonly folder: string;
}

/**
 * Every file of a commit, from one `git ls-tree`, or from the cache: git opens every file for its size. Files of
 * submodules come from the repositories that are checked out in the working tree, one `git ls-tree` each.
 */
export function listTree(
  workingTree: string,
  commit: string,
  cache: ContentCache | undefined,
): Tree {
  const entries: TreeEntry[] = [];
  const missing: MissingSubmodule[] = [];
  addFiles(commit);
  return { entries, missing };

  /** @param around the submodules in which the commit is, the outermost first */
  function addFiles(commitId: string, around: readonly Submodule[] = []): void {
    const submodule = around.at(-1);
    for (const record of listingOf(commitId, submodule?.folder)) {
      const tab = record.indexOf('\t');
      if (tab < 0) continue;
      const name = record.slice(tab + 1);
      const path = submodule ? `${submodule.path}/${name}` : name;
      const [mode, type, id, size] = record.slice(0, tab).split(/ +/);
      if (id === undefined) continue;
      if (type === 'commit') addSubmodule(id, path, around);
      if (type !== 'blob') continue;
      entries.push({
        path,
        link: mode === LINK,
        id,
        size: Number(size),
        submodule: submodule?.folder,
      });
    }
  }

  function addSubmodule(id: string, path: string, around: readonly Submodule[]): void {
    const outermost = around[0]?.path ?? path;
    const folder = findSubmodule(workingTree, path);
    if (folder === undefined) {
      missing.push(missingSubmodule(path, outermost));
      return;
    }
    try {
      addFiles(id, [...around, { path, folder }]);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      missing.push(missingSubmodule(path, outermost, id));
    }
  }

  function listingOf(id: string, submodule: string | undefined): string[] {
    let listing = cache?.read(KIND, id);
    if (listing === undefined) {
      listing = readListing(submodule ?? workingTree, id, submodule !== undefined);
      cache?.write(KIND, id, listing);
    }
    return listing.split('\0');
  }
}

function readListing(folder: string, commit: string, isSubmodule: boolean): string {
  const { status, stdout, stderr } = runGit(folder, [
    ...(isSubmodule ? IN_SUBMODULE : []),
    'ls-tree',
    '-r',
    '-z',
    '-l',
    '--full-tree',
    commit,
  ]);
  if (status !== 0)
    throw new GitError(`git cannot read the tree of ${commit}: ${firstLine(stderr)}`);
  return stdout.toString();
}

/** The contents of blobs by id, from one `git cat-file --batch` of the repository or of a submodule. */
export function readBlobs(
  workingTree: string,
  ids: Iterable<string>,
  submodule?: string,
): Map<string, Buffer> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, Buffer>();
  if (wanted.length === 0) return blobs;
  const input = `${wanted.join('\n')}\n`;
  const { status, stdout, stderr } = runGit(
    submodule ?? workingTree,
    [...(submodule === undefined ? [] : IN_SUBMODULE), 'cat-file', '--batch'],
    input,
  );
  if (status !== 0) throw new GitError(`git cannot read blobs: ${firstLine(stderr)}`);
  for (let offset = 0; offset < stdout.length;) {
    const lineEnd = stdout.indexOf(10, offset);
    const [id = '', type, size] = stdout.toString('latin1', offset, lineEnd).split(' ');
    if (type !== 'blob') {
      throw new GitError(`git has lost the object ${id}; run git fsck, or fetch it again`);
    }
    const start = lineEnd + 1;
    const end = start + Number(size);
    blobs.set(id, stdout.subarray(start, end));
    offset = end + 1;
  }
  return blobs;
}
