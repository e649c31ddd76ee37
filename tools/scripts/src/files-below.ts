import { posix } from 'node:path';

import type { FileSystem } from 'kustomize-ts';

/**
 * All files in and below a folder, by name. Links are followed; one that leads back to a folder on the way is not.
 * @param isLeftOut tells folders that are not entered. Default: none
 */
export function filesBelow(
  folder: string,
  files: FileSystem,
  isLeftOut: (folder: string) => boolean = () => false,
): string[] {
  return walk(folder, new Set());

  function walk(at: string, entered: ReadonlySet<string>): string[] {
    const real = files.realPath(at) ?? at;
    if (entered.has(real) || isLeftOut(at)) return [];
    return (files.readDirectory(at) ?? []).flatMap((name) => {
      const path = posix.join(at, name);
      return files.kind(path) === 'file' ? [path] : walk(path, new Set([...entered, real]));
    });
  }
}
