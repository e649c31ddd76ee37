import type { ContentCache } from '../cache/content-cache.ts';
import { firstLine, GitError, runGit } from './git.ts';

/** A file or a symbolic link in a commit; submodules are left out. */
export interface TreeEntry {
  readonly path: string;
  readonly link: boolean;
  /** The id of the blob. */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

const LINK = '120000';

/** What git says of a commit, by its id. */
const KIND = 'trees';

/** Every file of a commit, from one `git ls-tree`, or from the cache: git opens every file for its size. */
export function listTree(
  workingTree: string,
  commit: string,
  cache: ContentCache | undefined,
): TreeEntry[] {
  let listing = cache?.read(KIND, commit);
  if (listing === undefined) {
    listing = readListing(workingTree, commit);
    cache?.write(KIND, commit, listing);
  }
  const entries: TreeEntry[] = [];
  for (const record of listing.split('\0')) {
    const tab = record.indexOf('\t');
    if (tab < 0) continue;
    const [mode, type, id, size] = record.slice(0, tab).split(/ +/);
    if (type !== 'blob' || id === undefined) continue;
    entries.push({ path: record.slice(tab + 1), link: mode === LINK, id, size: Number(size) });
  }
  return entries;
}

function readListing(workingTree: string, commit: string): string {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  const { status, stdout, stderr } = runGit(workingTree, args);
  if (status !== 0)
    throw new GitError(`git cannot read the tree of ${commit}: ${firstLine(stderr)}`);
  return stdout.toString();
}

/** The contents of blobs by id, from one `git cat-file --batch`. */
export function readBlobs(workingTree: string, ids: Iterable<string>): Map<string, Buffer> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, Buffer>();
  if (wanted.length === 0) return blobs;
  const input = `${wanted.join('\n')}\n`;
  const { status, stdout, stderr } = runGit(workingTree, ['cat-file', '--batch'], input);
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
