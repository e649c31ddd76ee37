import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import type { ContentCache } from '@fingerpost/changes';

const PACKAGES = [
  'kustomize-ts',
  '@fingerpost/apiserver',
  '@fingerpost/changes',
  '@fingerpost/discovery',
  '@fingerpost/policy',
  '@fingerpost/text',
];

/** Folders of the packages that decide what is found, wherever they are installed. */
export function codeFolders(): readonly string[] {
  return PACKAGES.map((name) => {
    const index = fileURLToPath(import.meta.resolve(name));
    return path.dirname(path.dirname(index));
  });
}

/**
 * What results that are kept from run to run are kept for: a digest of Node's version and of every source file and
 * package.json, by content. Any edit of the code makes another one, and a checkout elsewhere makes the same one.
 * It reads some 1,000 files in 15 ms: ask where a result is about to be read.
 */
export function codeVersion(folders: readonly string[] = codeFolders()): string {
  const hash = createHash('sha256').update(process.version);
  for (const { file, name } of folders.flatMap(filesOf)) {
    const content = fs.readFileSync(file);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const KIND = 'code';

/** How long a file has to be left alone until its time is believed, in milliseconds. */
const SETTLED_AFTER = 2000;

/** The same, of the cache where no file was touched since it was kept there: a third of the time. */
export function keptCodeVersion(
  cache: ContentCache | undefined,
  folders: readonly string[] = codeFolders(),
  settledAfter = SETTLED_AFTER,
): string {
  if (!cache) return codeVersion(folders);
  const { stamps, touched } = stampsOf(folders);
  const known = cache.read(KIND, stamps);
  if (known !== undefined) return known;
  const started = Date.now();
  const version = codeVersion(folders);
  const isSettled = touched < started - settledAfter && stampsOf(folders).stamps === stamps;
  if (isSettled) cache.write(KIND, stamps, version);
  return version;
}

/** All that can be said of the files without reading them, as a digest; and when the last one was touched. */
function stampsOf(folders: readonly string[]): {
  readonly stamps: string;
  readonly touched: number;
} {
  let touched = 0;
  let text = process.version;
  for (const { file } of folders.flatMap(filesOf)) {
    const { size, mtimeMs, ctimeMs, ino } = fs.statSync(file);
    text += `\0${file}\0${size} ${mtimeMs} ${ctimeMs} ${ino}`;
    touched = Math.max(touched, mtimeMs, ctimeMs);
  }
  return { stamps: createHash('sha256').update(text).digest('hex'), touched };
}

interface CodeFile {
  readonly file: string;
  /** Below the folder of its package. */
  readonly name: string;
}

function filesOf(folder: string): CodeFile[] {
  const manifest = { file: path.join(folder, 'package.json'), name: 'package.json' };
  return [manifest, ...filesBelow(path.join(folder, 'src'), 'src')];
}

function filesBelow(folder: string, name: string): CodeFile[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const found = { file: `${folder}${path.sep}${entry.name}`, name: `${name}/${entry.name}` };
      return entry.isDirectory() ? filesBelow(found.file, found.name) : [found];
    });
}
