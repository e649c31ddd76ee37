import { posix } from 'node:path';

import type { FileSystem } from 'kustomize-ts';

/** Files that give the same answers for the whole run, with names for their contents. */
export interface IdentifiedFiles extends FileSystem {
  /** What git calls the content of a file, symbolic links followed; undefined where there is none, or it is not settled. */
  blobId(path: string): string | undefined;
}

/** A path below the root relative to it, any other one with `..`. */
export function relativeTo(root: string, path: string): string {
  return path.startsWith(root) && path[root.length] === '/'
    ? path.slice(root.length + 1)
    : posix.relative(root, path);
}
