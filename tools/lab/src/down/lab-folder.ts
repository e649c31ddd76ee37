import { readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';

import { LabError } from '../lab-error.ts';

/** The file that makes a folder the lab's: `up` writes it first, and it is the last that `down` removes. */
export const USE_FILE = 'use.json';

/** Sockets below it have up to 45 characters more, and the kernel takes 107 (unix(7)). */
const LONGEST = 60;

/**
 * Fails unless a folder is a lab's or may become one: `down` removes it with all that is in it, and `up` the remains of an
 * earlier lab.
 */
export function assertLabFolder(folder: string): void {
  const refuse = (why: string) => new LabError(`${folder}: ${why}; choose another FINGERPOST_LAB`);
  // Programs read it in configurations, patterns and command lines.
  if (!/^(?:\/[\w-][\w.-]*){2,}$/.test(folder)) {
    throw refuse('a lab is two folders deep or more, with names of letters, digits, - and _');
  }
  if (folder.length > LONGEST) throw refuse(`longer than ${LONGEST} characters`);
  const names = namesIn(folder);
  if (names === undefined) return;
  // The kernel lists mounts by their real place.
  const real = realpathSync(folder);
  if (real !== folder) throw refuse(`is a link to ${real}`);
  if (names.length > 0 && !names.includes(USE_FILE)) {
    throw refuse(`holds files and no lab (there is no ${USE_FILE} in it)`);
  }
}

/** Removes the folder. Where that is interrupted, what is left is still known as a lab's. */
export function removeLabFolder(folder: string): void {
  const remove = (file: string) => rmSync(file, { recursive: true, force: true, maxRetries: 3 });
  for (const name of namesIn(folder) ?? []) {
    if (name !== USE_FILE) remove(path.join(folder, name));
  }
  remove(folder);
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
