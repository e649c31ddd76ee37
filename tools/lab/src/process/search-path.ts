import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * The folders of a PATH in which the system's programs are looked for, and those of root's programs, which the PATH of
 * somebody else often lacks. Folders of npm are left out: `npx` and `nx` put them first, and a package has an `nft` there that
 * takes rules of nftables and does nothing with them.
 */
export function searchFolders(searchPath: string): readonly string[] {
  const own = searchPath
    .split(':')
    .filter((folder) => !/^$|(?:^|\/)node_modules(?:\/|$)/.test(folder));
  return [...new Set([...own, '/usr/sbin', '/usr/bin', '/sbin', '/bin'])];
}

const FOLDERS = searchFolders(process.env['PATH'] ?? '');

/** The PATH of every program that the lab starts. */
export const SEARCH_PATH = FOLDERS.join(':');

/** Where a program is: an absolute path is itself. */
export function findOnPath(program: string): string | undefined {
  const files = path.isAbsolute(program)
    ? [program]
    : FOLDERS.map((folder) => path.join(folder, program));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
