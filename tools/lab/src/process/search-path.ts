import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Where programs are looked for: a PATH of somebody who is not root often lacks the folders of root's programs. */
const FOLDERS = [
  ...new Set([
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
    ...['/usr/sbin', '/usr/bin', '/sbin', '/bin'],
  ]),
];

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
