import { posix } from 'node:path';

import { memoryFileSystem } from 'kustomize-ts';

import type { IdentifiedFiles } from '../renderings/identified-files.ts';
import type { Commit } from './repository.ts';
import { listTree, readBlobs } from './tree.ts';
import type { TreeEntry } from './tree.ts';

/** A commit as files, and what git calls their contents. */
export interface RevisionFileSystem extends IdentifiedFiles {
  /** As git names a file of a commit. */
  displayPath(path: string): string;
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

/** Bigger files are only read when a build asks for them. */
const EAGER_BYTES = 1024 * 1024;

/**
 * A commit as a file system, without a checkout. It stands for the working tree of the same repository:
 * `root` is the absolute POSIX path of that tree, so paths are equal on both sides.
 * One `git ls-tree` is run when something is asked, one `git cat-file --batch` at the first file that is read.
 */
export function revisionFileSystem(
  workingTree: string,
  commit: Commit,
  root: string,
): RevisionFileSystem {
  let read: IdentifiedFiles | undefined;
  const tree = (): IdentifiedFiles => (read ??= readTree(workingTree, commit, root));
  return {
    readFile: (path) => tree().readFile(path),
    kind: (path) => tree().kind(path),
    readDirectory: (path) => tree().readDirectory(path),
    realPath: (path) => tree().realPath(path),
    blobId: (path) => tree().blobId(path),
    displayPath: (path) => `${commit.name}:${posix.relative(root, path)}`,
  };
}

function readTree(workingTree: string, commit: Commit, root: string): IdentifiedFiles {
  const entries = listTree(workingTree, commit.id);
  const ids = new Map(entries.map(({ path, id }) => [posix.join(root, path), id]));
  const links = entries.filter(({ link }) => link);
  const targets = readBlobs(
    workingTree,
    links.map(({ id }) => id),
  );
  let contents: Map<string, Buffer> | undefined;

  function readBlob(id: string): Uint8Array {
    contents ??= readBlobs(workingTree, likelyNeeded(entries));
    const known = contents.get(id) ?? readBlobs(workingTree, [id]).get(id);
    if (!known) throw new Error(`no content for blob ${id}`);
    contents.set(id, known);
    return known;
  }

  const files = memoryFileSystem(
    Object.fromEntries(
      entries.map(({ path, link, id }) => [
        path,
        link ? { link: targets.get(id)?.toString() ?? '' } : () => readBlob(id),
      ]),
    ),
    root,
  );
  return { ...files, blobId: (path) => ids.get(files.realPath(path) ?? '') };
}

/**
 * What builds can read: YAML anywhere, and whatever stands in or below a folder with a kustomization.
 * A file beyond that is read by itself when it is asked for.
 */
function likelyNeeded(entries: readonly TreeEntry[]): string[] {
  const folders = new Set<string>();
  for (const { path } of entries) if (KUSTOMIZATION.test(path)) folders.add(posix.dirname(path));
  const below = new Map<string, boolean>();
  function isBelow(folder: string): boolean {
    const known = below.get(folder);
    if (known !== undefined) return known;
    const answer = folders.has(folder) || (folder !== '.' && isBelow(posix.dirname(folder)));
    below.set(folder, answer);
    return answer;
  }
  return entries
    .filter(
      ({ path, link, size }) =>
        !link && size <= EAGER_BYTES && (/\.ya?ml$/.test(path) || isBelow(posix.dirname(path))),
    )
    .map(({ id }) => id);
}
