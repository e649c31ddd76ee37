import { posix } from 'node:path';

import type { FileSystem } from './file-system.ts';

/**
 * An edit laid over another file system, which stays as it is. `files` goes from absolute path to the new
 * content; null deletes. An edited file is found under every path that leads to it, through symbolic links too.
 */
export function layeredFileSystem(
  below: FileSystem,
  files: Readonly<Record<string, string | Uint8Array | null>>,
): FileSystem {
  const edits = new Map<string, Uint8Array | null>();
  const folders = new Map<string, Set<string>>();
  for (const [path, content] of Object.entries(files)) {
    const real = locate(below, path);
    edits.set(real, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    if (content !== null) addFolders(real);
  }

  function addFolders(path: string): void {
    const parent = posix.dirname(path);
    if (parent === path) return;
    const names = folders.get(parent) ?? new Set();
    folders.set(parent, names.add(posix.basename(path)));
    addFolders(parent);
  }

  function readFile(path: string): Uint8Array | undefined {
    const edit = edits.get(locate(below, path));
    return edit === undefined ? below.readFile(path) : (edit ?? undefined);
  }

  function kind(path: string): 'file' | 'directory' | undefined {
    const real = locate(below, path);
    const edit = edits.get(real);
    if (edit !== undefined) return edit === null ? undefined : 'file';
    return folders.has(real) ? 'directory' : below.kind(path);
  }

  function readDirectory(path: string): string[] | undefined {
    const real = locate(below, path);
    const present = below.readDirectory(path);
    const added = folders.get(real);
    if (!present && !added) return undefined;
    const prefix = real === '/' ? '' : real;
    return [...new Set([...(present ?? []), ...(added ?? [])])]
      .filter((name) => edits.get(`${prefix}/${name}`) !== null)
      .toSorted();
  }

  function realPath(path: string): string | undefined {
    const real = locate(below, path);
    return kind(real) === undefined ? undefined : real;
  }

  return { ...below, readFile, kind, readDirectory, realPath };
}

/** Where a path leads: links are resolved as far as something stands there, the rest is kept. */
function locate(below: FileSystem, path: string): string {
  const real = below.realPath(path);
  if (real !== undefined) return real;
  const parent = posix.dirname(path);
  if (parent === path) return path;
  return posix.join(locate(below, parent), posix.basename(path));
}
