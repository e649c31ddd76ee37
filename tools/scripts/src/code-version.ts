import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whose code decides what is modelled and found. */
const PACKAGES = [
  '@fingerpost/apiserver',
  '@fingerpost/changes',
  '@fingerpost/discovery',
  '@fingerpost/policy',
  'kustomize-ts',
];

/**
 * Changes with every edit of the code that models and checks: the times and sizes of its files, which cost a fraction of
 * reading them.
 */
export function codeVersion(): string {
  const digest = createHash('sha256');
  for (const name of PACKAGES) {
    const folder = path.dirname(fileURLToPath(import.meta.resolve(name)));
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const { size, mtimeMs } = fs.lstatSync(file);
      digest.update(`${file}\0${size}\0${mtimeMs}\0`);
    }
  }
  return digest.digest('hex');
}
