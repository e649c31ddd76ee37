import fs from 'node:fs';

import { toNativePath, toPosixPath } from 'kustomize-ts';

/** What stands at a path itself, symbolic links not followed. */
export interface DiskEntry {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Differs when the file was written, replaced, or had its rights changed: as much as one lstat can tell. */
  readonly stamp: string;
  /** When it was last touched in any way, in milliseconds of the epoch. */
  readonly touched: number;
}

/** What stands at an absolute POSIX path; undefined where nothing does, or nothing that may be looked at. */
export function entryAt(path: string): DiskEntry | undefined {
  const stats = statsAt(path);
  if (!stats) return undefined;
  const { size, mtimeMs, ctimeMs, ino, mode } = stats;
  return {
    kind: kindOf(stats),
    size,
    stamp: `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`,
    touched: Math.max(mtimeMs, ctimeMs),
  };
}

/** Where a symbolic link leads, as it is written, POSIX; undefined where there is none. */
export function linkAt(path: string): string | undefined {
  try {
    const target = fs.readlinkSync(toNativePath(path));
    return /^[A-Za-z]:/.test(target) ? toPosixPath(target) : toSlashes(target);
  } catch {
    return undefined;
  }
}

function toSlashes(path: string): string {
  return toNativePath('/a/b') === '/a/b' ? path : path.replaceAll('\\', '/');
}

function statsAt(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(toNativePath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function kindOf(stats: fs.Stats): DiskEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
