import { createHash } from 'node:crypto';

import type { BranchEntry } from '../branch/plan-branch.ts';

const FOLDER_MODE = '40000';

type Folder = Map<string, BranchEntry | Folder>;

/**
 * What git calls the tree that holds these files, with all its folders: SHA-1, as GitHub has it. The tree format is that of
 * git's object database: `mode SP name NUL id`, sorted by the bytes of the name, where a folder's name counts with a slash.
 */
export function treeIdOf(entries: Iterable<BranchEntry>): string {
  const root: Folder = new Map();
  for (const entry of entries) {
    const names = entry.path.split('/');
    const last = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      const next = folder.get(name);
      if (next instanceof Map) folder = next;
      else {
        const made: Folder = new Map();
        folder.set(name, made);
        folder = made;
      }
    }
    folder.set(last, entry);
  }
  return folderId(root);
}

function folderId(folder: Folder): string {
  const rows = [...folder].map(([name, child]) =>
    child instanceof Map
      ? { key: Buffer.from(`${name}/`), name, mode: FOLDER_MODE, id: folderId(child) }
      : { key: Buffer.from(name), name, mode: child.mode, id: child.id },
  );
  rows.sort((a, b) => Buffer.compare(a.key, b.key));
  const body = Buffer.concat(
    rows.flatMap(({ name, mode, id }) => [
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(id, 'hex'),
    ]),
  );
  return createHash('sha1').update(`tree ${body.length}\0`).update(body).digest('hex');
}
