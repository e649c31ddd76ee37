import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

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
  for (const folder of folders) {
    addFile(path.join(folder, 'package.json'), 'package.json');
    addFolder(path.join(folder, 'src'), 'src');
  }
  return hash.digest('hex');

  function addFolder(folder: string, name: string): void {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const [file, inner] = [path.join(folder, entry.name), `${name}/${entry.name}`];
      if (entry.isDirectory()) addFolder(file, inner);
      else addFile(file, inner);
    }
  }

  function addFile(file: string, name: string): void {
    const content = fs.readFileSync(file);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
}
