import { createHash } from 'node:crypto';
import { posix } from 'node:path';

import type { FileSystem } from 'kustomize-ts';

import type { RevisionFileSystem } from './revision-file-system.ts';

/**
 * Tells whether a build that read these files on one side would read the same on the other:
 * same contents at the same real paths, and same names in their folders (a file may matter by not being there).
 * Answers are remembered, so one comparison serves all overlays of a run.
 */
export function inputComparison(
  head: FileSystem,
  base: RevisionFileSystem,
): (inputs: readonly string[]) => boolean {
  const sameFile = remember((path) => {
    const id = base.blobId(path);
    if (id === undefined || base.realPath(path) !== head.realPath(path)) return false;
    return id === contentId(head, path, id.length);
  });
  const sameNames = remember(
    (folder) => head.readDirectory(folder)?.join('\0') === base.readDirectory(folder)?.join('\0'),
  );
  return (inputs) => inputs.every((path) => sameFile(path) && sameNames(posix.dirname(path)));
}

/** What git calls the content of a file: the hash of a blob object, SHA-1 or SHA-256 by the length of its ids. */
function contentId(fileSystem: FileSystem, path: string, length: number): string | undefined {
  if (isRevision(fileSystem)) return fileSystem.blobId(path);
  const bytes = fileSystem.readFile(path);
  if (!bytes) return undefined;
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

function isRevision(fileSystem: FileSystem): fileSystem is RevisionFileSystem {
  return 'blobId' in fileSystem;
}

function remember<T>(answer: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const now = answer(path);
    known.set(path, now);
    return now;
  };
}
