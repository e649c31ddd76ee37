import nodePath from 'node:path';

import { toNativePath, toPosixPath } from 'kustomize-ts';

/** A path from the command line, made absolute and POSIX. */
export function resolveUserPath(directory: string, path: string): string {
  return toPosixPath(nodePath.resolve(toNativePath(directory), path));
}
