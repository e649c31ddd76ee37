import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import nodePath from 'node:path';

import type { ContentCache } from '../cache/content-cache.ts';
import { sealText, unsealText } from '../cache/sealed-text.ts';
import { countWritten, pruneCache, removeStaleFiles, WRITTEN_FILE } from './prune-cache.ts';

export interface DiskCacheOptions {
  /** Bytes on disk; beyond them the entries that were not read for the longest time go. Default: 512 MiB. */
  readonly maxBytes?: number;
  /** Is told once, in one line, when nothing can be kept. */
  readonly notice?: (line: string) => void;
}

const MAX_BYTES = 512 * 2 ** 20;

/** An entry counts as read now if its time is older than this, in milliseconds. */
const TOUCH_AFTER = 60 * 60 * 1000;

/** An entry is a file that somebody else may have put there: no links are followed and no pipe is waited for. */
const OPEN_FLAGS =
  fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** Renderings hold the values of Secrets: they are for who made them alone. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

const NAME = /^[a-z]+\/[0-9a-f]{4,}$/;

/**
 * A cache in a folder of the disk: one file per entry, `<kind>/<first two of key>/<key>`, written elsewhere and renamed,
 * so that any number of processes may use it and be killed. The folder is made when something is written, and tells git
 * to ignore it.
 * @param directory native path
 */
export function diskCache(
  directory: string,
  { maxBytes = MAX_BYTES, notice }: DiskCacheOptions = {},
): ContentCache {
  const temporary = nodePath.join(directory, 'tmp');
  let state: 'unused' | 'used' | 'off' = 'unused';

  function read(kind: string, key: string): string | undefined {
    const file = fileOf(kind, key);
    const sealed = readEntry(file, maxBytes);
    if (sealed === undefined) return undefined;
    const text = unsealText(`${kind}/${key}`, sealed);
    if (text === undefined) removeEntry(file);
    return text;
  }

  function write(kind: string, key: string, text: string): void {
    if (state === 'off') return;
    const file = fileOf(kind, key);
    const sealed = sealText(`${kind}/${key}`, text);
    try {
      if (state === 'unused') begin();
      state = 'used';
      place(sealed, file);
      const bytes = Buffer.byteLength(sealed);
      if (countWritten(directory, bytes) > maxBytes) pruneCache(directory, maxBytes);
    } catch (error) {
      state = 'off';
      const reason = error instanceof Error ? error.message.split(',', 1)[0] : String(error);
      notice?.(
        `${directory} cannot be written (${reason}), so nothing is kept for the next run; free space or correct its permissions, or use --no-cache`,
      );
    }
  }

  function begin(): void {
    makeFolder(temporary);
    const ignore = nodePath.join(directory, '.gitignore');
    if (!fs.existsSync(ignore)) place('*\n', ignore);
    removeStaleFiles(temporary);
  }

  function place(content: string, file: string): void {
    const written = nodePath.join(temporary, randomUUID());
    try {
      fs.writeFileSync(written, content, { flag: 'wx', mode: PRIVATE_FILE });
      try {
        fs.renameSync(written, file);
      } catch {
        makeFolder(nodePath.dirname(file));
        fs.renameSync(written, file);
      }
    } catch (error) {
      removeEntry(written);
      throw error;
    }
  }

  function fileOf(kind: string, key: string): string {
    if (!NAME.test(`${kind}/${key}`) || kind === 'tmp' || kind === WRITTEN_FILE)
      throw new Error(`no name of a cache entry: ${kind}/${key}`);
    return nodePath.join(directory, kind, key.slice(0, 2), key);
  }

  return { read, write };
}

/** Node's own way to make the folders above too never ends where a file system has no such folder and makes none, as /proc. */
function makeFolder(folder: string): void {
  if (tryMake(folder)) return;
  makeFolder(nodePath.dirname(folder));
  if (!tryMake(folder)) throw new Error(`${folder} cannot be made`);
}

/** False where the folder above is missing. */
function tryMake(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { mode: PRIVATE_FOLDER });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && nodePath.dirname(folder) !== folder) return false;
    throw error;
  }
}

function readEntry(file: string, maxBytes: number): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, OPEN_FLAGS);
    const stats = fs.fstatSync(descriptor);
    if (!stats.isFile() || stats.size > maxBytes) return '';
    const text = fs.readFileSync(descriptor, 'utf8');
    if (Date.now() - stats.mtimeMs > TOUCH_AFTER) touch(descriptor);
    return text;
  } catch (error) {
    // A link is no entry; what is not there or cannot be read is left alone.
    return error instanceof Error && 'code' in error && error.code === 'ELOOP' ? '' : undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

function touch(descriptor: number): void {
  try {
    const now = new Date();
    fs.futimesSync(descriptor, now, now);
  } catch {
    // It belongs to somebody else, or nothing can be written there.
  }
}

function removeEntry(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch {
    // Somebody else removed it, or nobody can.
  }
}
