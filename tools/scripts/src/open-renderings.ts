import { openCache, openRenderings } from '@fingerpost/changes';
import type { ContentCache, Renderings } from '@fingerpost/changes';
import { toNativePath } from 'kustomize-ts';

import { describeError } from './describe-error.ts';
import { startProgress } from './progress.ts';

/** How a run reads and keeps renderings. */
export interface RunOptions {
  /** The working folder, absolute. */
  readonly directory: string;
  /** Neither takes renderings from the cache nor keeps them. */
  readonly noCache: boolean;
}

export interface OpenedRenderings {
  readonly renderings: Renderings;
  readonly cache: ContentCache | undefined;
  /** Grows while the run goes on: what became of the cache. */
  readonly notices: readonly string[];
}

/**
 * The renderings of a git repository, with its cache.
 * @param top of its working tree
 * @param hash how git hashes there
 */
export function openRepositoryRenderings(
  top: string,
  hash: 'sha1' | 'sha256',
  { directory, noCache }: RunOptions,
): OpenedRenderings {
  const notices: string[] = [];
  const notice = (line: string): void => void notices.push(line);
  const cache = noCache ? undefined : openCache(toNativePath(top), { notice });
  const renderings = openRenderings({
    root: top,
    directory,
    hash,
    cache,
    describeError,
    startProgress,
  });
  return { renderings, cache, notices };
}

/** Renderings of a folder that need not be in a repository; nothing is kept of them. */
export function openFolderRenderings(root: string, directory: string): OpenedRenderings {
  const renderings = openRenderings({ root, directory, describeError, startProgress });
  return { renderings, cache: undefined, notices: [] };
}
