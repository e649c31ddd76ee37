import fs from 'node:fs';

import type { FileSystem } from './file-system.ts';
import { toNativePath, toPosixPath } from './native-path.ts';

/**
 * What the operating system answers where nothing can be read, and Node to a name with a NUL; everything else is a
 * real failure.
 */
const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENXIO',
  'ERR_INVALID_ARG_VALUE',
]);

/**
 * Opening must not wait: a manifest tree may hold a symbolic link to a pipe or a device.
 * Windows has no such flag.
 */
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/**
 * The disk. Nothing is cached: every call sees what stands there at that moment.
 * Pipes, sockets and devices count as absent. Errors other than absence (no permission, a failing disk) are thrown as they come.
 */
export function diskFileSystem(): FileSystem {
  return { readFile, size, kind, readDirectory, realPath };
}

function readFile(path: string): Uint8Array | undefined {
  return ifPresent(() => {
    const descriptor = fs.openSync(toNativePath(path), OPEN_FLAGS);
    try {
      return fs.fstatSync(descriptor).isFile() ? fs.readFileSync(descriptor) : undefined;
    } finally {
      fs.closeSync(descriptor);
    }
  });
}

function size(path: string): number | undefined {
  return ifPresent(() => fs.statSync(toNativePath(path), { throwIfNoEntry: false })?.size);
}

function kind(path: string): 'file' | 'directory' | undefined {
  const stats = ifPresent(() => fs.statSync(toNativePath(path), { throwIfNoEntry: false }));
  if (stats?.isFile()) return 'file';
  return stats?.isDirectory() ? 'directory' : undefined;
}

function readDirectory(path: string): string[] | undefined {
  return ifPresent(() => fs.readdirSync(toNativePath(path)).toSorted());
}

function realPath(path: string): string | undefined {
  return ifPresent(() => toPosixPath(fs.realpathSync.native(toNativePath(path))));
}

function ifPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(String(error.code)))
      return undefined;
    throw error;
  }
}
