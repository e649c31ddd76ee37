import { posix } from 'node:path';

import { diskFileSystem } from 'kustomize-ts';

import { entryAt, linkAt } from '../disk/disk-entries.ts';
import type { DiskEntry } from '../disk/disk-entries.ts';
import { blobIdOf } from './blob-id.ts';
import { relativeTo } from './identified-files.ts';
import type { IdentifiedFiles } from './identified-files.ts';
import type { Stamps } from './stamps.ts';

/**
 * A stamp is only believed if the file was left alone for so long before it was read, in milliseconds: a later edit
 * could get the same time. Some disks count in steps of two seconds.
 */
const SETTLED_AFTER = 2000;

/** What stands at a path. */
interface Found {
  readonly kind: 'file' | 'directory';
  readonly real: string;
  readonly entry: DiskEntry | undefined;
}

export interface WorkingFilesOptions {
  /** How git hashes here. */
  readonly hash: 'sha1' | 'sha256';
  readonly stamps: Stamps;
  readonly settledAfter?: number;
}

/**
 * The disk as one run sees it: what was once asked gets the same answer again. Contents are known by git's ids, of
 * the raw bytes; those of files whose stamp is known need not be read. A file that changes during the run has no id.
 * @param top the folder of which everything is remembered, absolute; what is outside is asked of the disk
 */
export function workingFiles(
  top: string,
  { hash, stamps, settledAfter = SETTLED_AFTER }: WorkingFilesOptions,
): IdentifiedFiles {
  const disk = diskFileSystem();
  const root = disk.realPath(top) ?? top;
  const found = new Map<string, Found | undefined>([
    [root, { kind: 'directory', real: root, entry: undefined }],
  ]);
  /** Ids by real path; undefined for contents that changed while they were looked at. */
  const ids = new Map<string, string | undefined>();

  function find(path: string): Found | undefined {
    const known = found.get(path);
    if (known || found.has(path)) return known;
    // A link that leads to itself leads nowhere.
    found.set(path, undefined);
    const answer = isInside(path) ? findInside(path) : findOutside(path);
    found.set(path, answer);
    return answer;
  }

  function isInside(path: string): boolean {
    return path.startsWith(root) && (path[root.length] === '/' || root === '/');
  }

  function findInside(path: string): Found | undefined {
    const cut = path.lastIndexOf('/');
    const folder = path.slice(0, cut) || '/';
    const parent = find(folder);
    if (parent?.kind !== 'directory') return undefined;
    if (parent.real !== folder) return find(posix.join(parent.real, path.slice(cut + 1)));
    const entry = entryAt(path);
    if (entry?.kind === 'link') return follow(parent.real, linkAt(path) ?? '');
    if (entry?.kind === 'file' || entry?.kind === 'directory')
      return { kind: entry.kind, real: path, entry };
    return undefined;
  }

  function follow(folder: string, target: string): Found | undefined {
    let current = target.startsWith('/') ? find('/') : find(folder);
    for (const name of target.split('/')) {
      if (name === '' || name === '.') continue;
      if (current?.kind !== 'directory') return undefined;
      current = find(name === '..' ? posix.dirname(current.real) : posix.join(current.real, name));
    }
    return target === '' || (target.endsWith('/') && current?.kind !== 'directory')
      ? undefined
      : current;
  }

  function findOutside(path: string): Found | undefined {
    const real = disk.realPath(path);
    if (real === undefined) return undefined;
    if (isInside(real) || real === root) return find(real);
    const kind = disk.kind(real);
    return kind && { kind, real, entry: undefined };
  }

  function findFile(path: string): Found | undefined {
    const there = find(path);
    return there?.kind === 'file' ? there : undefined;
  }

  function read({ real, entry }: Found): Uint8Array | undefined {
    const started = Date.now();
    const bytes = disk.readFile(real);
    const id = bytes && blobIdOf(bytes, hash);
    if (ids.has(real) && ids.get(real) !== id) ids.set(real, undefined);
    else if (!ids.has(real)) {
      ids.set(real, id);
      const isSettled = entry && entry.touched < started - settledAfter;
      if (id !== undefined && isSettled && entryAt(real)?.stamp === entry.stamp)
        stamps.note(relativeTo(root, real), entry.stamp, id);
    }
    return bytes;
  }

  function blobId(path: string): string | undefined {
    const there = findFile(path);
    if (!there) return undefined;
    const { real, entry } = there;
    if (!ids.has(real)) {
      const known = entry && stamps.find(relativeTo(root, real), entry.stamp);
      if (known === undefined) read(there);
      else ids.set(real, known);
    }
    return ids.get(real);
  }

  return {
    readFile(path) {
      const there = findFile(path);
      return there && read(there);
    },
    size(path) {
      const there = findFile(path);
      return there && (there.entry?.size ?? disk.size?.(there.real));
    },
    kind: (path) => find(path)?.kind,
    readDirectory(path) {
      const there = find(path);
      return there && disk.readDirectory(there.real);
    },
    realPath: (path) => find(path)?.real,
    blobId,
  };
}
