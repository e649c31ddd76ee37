import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';

import { cacheFolder } from '../paths.ts';

/** What no `up` and no `build` asked for in so long goes: 60 days, in milliseconds. */
const KEPT = 60 * 24 * 60 * 60_000;

/** Where an entry of the cache is or will be. Its name says all that it is made of. */
export function locateEntry(name: string): string {
  return path.join(cacheFolder(), name);
}

/**
 * Makes an entry of the cache, a folder that `fill` writes to, unless it is there. It is made under another name and moved
 * in one step, so that two of them at a time never see half of one. Entries that nobody asks for any more are removed.
 * @returns false where it was there
 */
export async function makeEntry(
  name: string,
  fill: (folder: string) => Promise<void> | void,
): Promise<boolean> {
  const entry = locateEntry(name);
  if (existsSync(entry)) {
    utimesSync(entry, new Date(), new Date());
    return false;
  }
  mkdirSync(cacheFolder(), { recursive: true });
  const unfinished = mkdtempSync(path.join(cacheFolder(), '.unfinished-'));
  try {
    await fill(unfinished);
    moveInto(unfinished, entry);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOld();
  return true;
}

/** Another process may have been first, with the same content. */
function moveInto(made: string, entry: string): void {
  try {
    renameSync(made, entry);
  } catch (cause) {
    if (!existsSync(entry)) throw cause;
  }
}

/** Also what a killed process left unfinished. */
function removeOld(): void {
  for (const name of readdirSync(cacheFolder())) {
    const entry = locateEntry(name);
    // Another process may remove it at the same time.
    const stat = statSync(entry, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > KEPT) rmSync(entry, { recursive: true, force: true });
  }
}
