import fs from 'node:fs';
import process from 'node:process';

import { toNativePath } from 'kustomize-ts';

/** Replaces a file as a whole: a reader sees the old one or the new one, whatever happens in between. */
export function writeFile(path: string, content: string): void {
  const file = toNativePath(path);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
