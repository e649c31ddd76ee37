import nodePath from 'node:path';
import process from 'node:process';

const windows = process.platform === 'win32';

/**
 * An absolute path of the operating system as the engine spells it: `C:\a\b` becomes `/C:/a/b` and
 * `\\server\share` becomes `//server/share`; a POSIX path stays as it is.
 */
export function toPosixPath(path: string, isWindows = windows): string {
  if (!isWindows) return nodePath.posix.normalize(path);
  const slashes = nodePath.win32.normalize(path).replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

/** The reverse of `toPosixPath`: what the operating system calls the path. */
export function toNativePath(path: string, isWindows = windows): string {
  if (!isWindows) return path;
  const drive = /^\/[A-Za-z]:(?=\/|$)/.test(path);
  const native = (drive ? path.slice(1) : path).replaceAll('/', '\\');
  return drive && native.length === 2 ? `${native}\\` : native;
}
