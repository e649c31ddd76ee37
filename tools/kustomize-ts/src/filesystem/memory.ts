import { posix } from 'node:path';

import type { FileSystem } from './file-system.ts';

/** A file's text or bytes, a symbolic link, or a function that brings the bytes when they are asked for. */
export type MemoryFile = string | Uint8Array | { readonly link: string } | (() => Uint8Array);

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * A file system that is a literal tree. `files` goes from path to content; a path that is not absolute
 * stands below `root`. Folders exist as far as files need them. Nothing outside the tree can be reached.
 */
export function memoryFileSystem(
  files: Readonly<Record<string, MemoryFile>>,
  root = '/',
): FileSystem {
  const contents = new Map<string, string | Uint8Array | (() => Uint8Array)>();
  const links = new Map<string, string>();
  const folders = new Map<string, Set<string>>([['/', new Set()]]);

  function addFolder(path: string): Set<string> {
    const known = folders.get(path);
    if (known) return known;
    const names = new Set<string>();
    folders.set(path, names);
    addFolder(posix.dirname(path)).add(posix.basename(path));
    return names;
  }

  addFolder(posix.resolve('/', root));
  for (const [name, file] of Object.entries(files)) {
    const path = posix.resolve('/', root, name);
    addFolder(posix.dirname(path)).add(posix.basename(path));
    if (typeof file === 'object' && 'link' in file) links.set(path, file.link);
    else contents.set(path, file);
  }

  /** The path without links and dots; undefined where nothing stands there. */
  function realPath(path: string): string | undefined {
    if (contents.has(path) || folders.has(path)) return path;
    const pending = namesOf(path);
    let resolved = '';
    let followed = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (!folders.has(resolved || '/')) return undefined;
      if (name === '.') continue;
      if (name === '..') {
        resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')));
        continue;
      }
      const next = `${resolved}/${name}`;
      const link = links.get(next);
      if (link === undefined) {
        resolved = next;
        continue;
      }
      if (++followed > MAX_LINKS) return undefined;
      if (link.startsWith('/')) resolved = '';
      pending.push(...namesOf(link));
    }
    const real = resolved || '/';
    return contents.has(real) || folders.has(real) ? real : undefined;
  }

  function readFile(path: string): Uint8Array | undefined {
    const content = contents.get(realPath(path) ?? '');
    if (typeof content === 'string') return new TextEncoder().encode(content);
    return typeof content === 'function' ? content() : content;
  }

  function kind(path: string): 'file' | 'directory' | undefined {
    const real = realPath(path);
    if (real === undefined) return undefined;
    return folders.has(real) ? 'directory' : 'file';
  }

  function readDirectory(path: string): string[] | undefined {
    const names = folders.get(realPath(path) ?? '');
    return names && [...names].toSorted();
  }

  return { readFile, kind, readDirectory, realPath };
}

/** The names of a path, last one first, so that the next one can be popped. */
function namesOf(path: string): string[] {
  return path
    .split('/')
    .filter((name) => name !== '')
    .toReversed();
}
