import { posix } from 'node:path';

import { memoryFileSystem } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import type { ContentCache } from '../cache/content-cache.ts';
import type { IdentifiedFiles } from '../renderings/identified-files.ts';
import type { Commit } from './repository.ts';
import type { MissingSubmodule } from './submodules.ts';
import { listTree, readBlobs } from './tree.ts';
import type { TreeEntry } from './tree.ts';

/** A commit as files, and what git calls their contents. */
export interface RevisionFileSystem extends IdentifiedFiles {
  /** As git names a file of a commit. */
  displayPath(path: string): string;
  /** Submodules of which nothing can be read. None as long as nothing was asked that git has to be asked for. */
  missing(): readonly MissingSubmodule[];
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

/** Bigger files are only read when a build asks for them. */
const EAGER_BYTES = 1024 * 1024;

/** So many files are read one by one: who looks at an edited file needs no others, who builds needs most. */
const SINGLE_FILES = 4;

/**
 * A commit as a file system, without a checkout. It stands for the working tree of the same repository:
 * `root` is the absolute POSIX path of that tree, so paths are equal on both sides.
 * One `git ls-tree` is run when something is asked that the cache does not know, and one `git cat-file --batch` when more
 * than a few files are read.
 */
export function revisionFileSystem(
  workingTree: string,
  commit: Commit,
  root: string,
  cache?: ContentCache,
): RevisionFileSystem {
  let read: ReadTree | undefined;
  const tree = (): IdentifiedFiles => (read ??= readTree(workingTree, commit, root, cache));
  return {
    readFile: (path) => tree().readFile(path),
    kind: (path) => tree().kind(path),
    readDirectory: (path) => tree().readDirectory(path),
    realPath: (path) => tree().realPath(path),
    blobId: (path) => tree().blobId(path),
    missing: () => read?.missing ?? [],
    displayPath: (path) => `${commit.name}:${posix.relative(root, path)}`,
  };
}

interface ReadTree extends IdentifiedFiles {
  readonly missing: readonly MissingSubmodule[];
}

function readTree(
  workingTree: string,
  commit: Commit,
  root: string,
  cache: ContentCache | undefined,
): ReadTree {
  const { entries, missing } = listTree(workingTree, commit.id, cache);
  const prefix = root === '/' ? root : `${root}/`;
  /** By their own path, on which there is no link. */
  const ids = new Map<string, string>();
  for (const { path, link, id } of entries) if (!link) ids.set(`${prefix}${path}`, id);
  /** Submodules by the blobs that they have. */
  const submodules = new Map<string, string>();
  for (const { id, submodule } of entries)
    if (submodule !== undefined) submodules.set(id, submodule);
  const contents = new Map<string, Buffer>();
  let isEager = false;
  let folders: FileSystem | undefined;

  function readBlob(id: string): Uint8Array {
    if (contents.size >= SINGLE_FILES && !isEager && !contents.has(id)) {
      isEager = true;
      readInto(likelyNeeded(entries));
    }
    if (!contents.has(id)) readInto([id]);
    const content = contents.get(id);
    if (!content) throw new Error(`no content for blob ${id}`);
    return content;
  }

  function readInto(wanted: readonly string[]): void {
    const left = wanted.filter((id) => !contents.has(id));
    for (const [id, content] of read(left)) contents.set(id, content);
  }

  function read(wanted: readonly string[]): Map<string, Buffer> {
    const byPlace = Map.groupBy(wanted, (id) => submodules.get(id));
    return new Map(
      [...byPlace].flatMap(([submodule, own]) => [...readBlobs(workingTree, own, submodule)]),
    );
  }

  /** Folders and links, which are rarely asked for. */
  function whole(): FileSystem {
    return (folders ??= memoryFileSystem(withLinks(), root));
  }

  function withLinks() {
    const links = entries.filter(({ link }) => link).map(({ id }) => id);
    const targets = read(links);
    return Object.fromEntries(
      entries.map(({ path, link, id }) => [
        path,
        link ? { link: targets.get(id)?.toString() ?? '' } : () => readBlob(id),
      ]),
    );
  }

  return {
    missing,
    readFile(path) {
      const id = ids.get(path);
      return id === undefined ? whole().readFile(path) : readBlob(id);
    },
    kind: (path) => (ids.has(path) ? 'file' : whole().kind(path)),
    readDirectory: (path) => whole().readDirectory(path),
    realPath: (path) => (ids.has(path) ? path : whole().realPath(path)),
    blobId: (path) => ids.get(path) ?? ids.get(whole().realPath(path) ?? ''),
  };
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
