import { posix } from 'node:path';

import { diskFileSystem } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

/** The disk; messages show its paths relative to the working folder. */
export function workingFiles(directory: string): FileSystem {
  return {
    ...diskFileSystem(),
    displayPath: (path) => posix.relative(directory, path) || '.',
  };
}
