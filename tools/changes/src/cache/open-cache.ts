import nodePath from 'node:path';

import { diskCache } from '../disk/disk-cache.ts';
import type { DiskCacheOptions } from '../disk/disk-cache.ts';
import { hasTrackedFiles } from '../revision/tracked-files.ts';
import type { ContentCache } from './content-cache.ts';

const FOLDER = '.fingerpost';

/**
 * The cache of a working tree, in `.fingerpost/cache` at its top. What stands in it is believed, so there is none where
 * git tracks anything in that folder: a change that is under review could bring its own renderings.
 * @param workingTree native path of its top
 */
export function openCache(
  workingTree: string,
  options: DiskCacheOptions,
): ContentCache | undefined {
  if (hasTrackedFiles(workingTree, FOLDER)) {
    options.notice?.(
      `${FOLDER} is tracked by git, so no rendering is taken from it or kept there; run git rm -r --cached ${FOLDER} and add it to .gitignore`,
    );
    return undefined;
  }
  return diskCache(nodePath.join(workingTree, FOLDER, 'cache'), options);
}
