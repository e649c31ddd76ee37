import fs from 'node:fs';
import nodePath from 'node:path';

/**
 * Grows by a byte for each block that is written, by all processes alike, so that its length says how much there can be
 * at most. Only pruning, which counts what there is, makes it shorter.
 */
export const WRITTEN_FILE = 'written';

/** Bytes that a file takes on disk are multiples of this. */
const BLOCK = 4096;

/** What stays of the allowed bytes, so that pruning is rare. */
const KEPT_SHARE = 0.75;

/** A process is done with a temporary file by then, in milliseconds. */
const STALE_AFTER = 60 * 60 * 1000;

/** Notes that an entry was written; returns how many bytes there can be by now. */
export function countWritten(directory: string, bytes: number): number {
  const file = nodePath.join(directory, WRITTEN_FILE);
  fs.appendFileSync(file, '.'.repeat(blocksOf(bytes)), { mode: 0o600 });
  return fs.statSync(file).size * BLOCK;
}

/** Removes entries, those first that were not read for the longest time. Others may do the same, read and write meanwhile. */
export function pruneCache(directory: string, maxBytes: number): void {
  removeStaleFiles(nodePath.join(directory, 'tmp'));
  const entries = listEntries(directory).toSorted((a, b) => b.time - a.time);
  let seen = 0;
  let kept = 0;
  for (const { file, blocks } of entries) {
    seen += blocks;
    if (seen * BLOCK > maxBytes * KEPT_SHARE && remove(file)) continue;
    kept += blocks;
  }
  fs.truncateSync(nodePath.join(directory, WRITTEN_FILE), kept);
}

/** Removes what processes left behind that were killed while they wrote. */
export function removeStaleFiles(directory: string): void {
  for (const name of namesIn(directory)) {
    const file = nodePath.join(directory, name);
    const stats = statsOf(file);
    if (stats && Date.now() - stats.mtimeMs > STALE_AFTER) remove(file);
  }
}

interface Entry {
  readonly file: string;
  readonly blocks: number;
  readonly time: number;
}

function listEntries(directory: string): Entry[] {
  const folders = namesIn(directory)
    .filter((kind) => kind !== 'tmp')
    .flatMap((kind) => namesIn(nodePath.join(directory, kind), kind));
  return folders.flatMap((folder) =>
    namesIn(nodePath.join(directory, folder), folder).flatMap((name) => {
      const file = nodePath.join(directory, name);
      const stats = statsOf(file);
      return stats ? [{ file, blocks: blocksOf(stats.size), time: stats.mtimeMs }] : [];
    }),
  );
}

/** The names in a folder, below `prefix`; none where there is no folder. A link to a folder is none. */
function namesIn(directory: string, prefix = ''): string[] {
  try {
    if (!fs.lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
    return fs.readdirSync(directory).map((name) => nodePath.join(prefix, name));
  } catch {
    return [];
  }
}

function statsOf(file: string): fs.Stats | undefined {
  const stats = fs.lstatSync(file, { throwIfNoEntry: false });
  return stats?.isDirectory() ? undefined : stats;
}

function remove(file: string): boolean {
  try {
    fs.unlinkSync(file);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

function blocksOf(bytes: number): number {
  return Math.ceil(bytes / BLOCK);
}
