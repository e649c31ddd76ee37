import { needObject, writeObject } from './objects.ts';
import type { TreeChange } from './trees.ts';

/** One line of one tree. */
export interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

const FOLDER = '040000';

/** In the order of git. */
export function readEntries(git: string, sha: string): Entry[] {
  const bytes = needObject(git, sha, 'tree');
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    const [space, end] = [bytes.indexOf(0x20, at), bytes.indexOf(0, at)];
    entries.push({
      mode: bytes.toString('latin1', at, space).padStart(6, '0'),
      name: bytes.toString('utf8', space + 1, end),
      sha: bytes.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

/** Names of which no file system and no version of git thinks anything. */
const PLAIN = /^(?:(?:\.gitattributes|\.github|\w[\w.@+-]*)(?:\/|$))+$/;
const MODES = new Set([FOLDER, '100644', '100755', '120000', '160000']);

export function isPlainChange({ mode, path }: TreeChange): boolean {
  return PLAIN.test(path) && !path.endsWith('/') && MODES.has(mode);
}

/** A folder that was opened; the others are entries still. */
type Folder = Map<string, Entry | Folder>;

/** A tree from another one and plain changes, in their order, as an index takes them: a file replaces a folder, and a folder a file. */
export function changeTree(
  git: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): string {
  const root: Folder = base === undefined ? new Map() : open(git, base);
  for (const { path, mode, sha } of changes) {
    const names = path.split('/');
    const name = names.pop() ?? '';
    const folder = enter(git, root, names, sha !== undefined);
    if (sha === undefined) {
      const present = folder?.get(name);
      if (present && !isFolder(present)) folder?.delete(name);
    } else folder?.set(name, { name, mode, sha });
  }
  return save(git, root);
}

function open(git: string, sha: string): Folder {
  return new Map(readEntries(git, sha).map((entry) => [entry.name, entry]));
}

function isFolder(present: Entry | Folder): boolean {
  return present instanceof Map || present.mode === FOLDER;
}

/** The folder of these names; made where it is missing and may be made. */
function enter(
  git: string,
  root: Folder,
  names: readonly string[],
  isMade: boolean,
): Folder | undefined {
  let folder = root;
  for (const name of names) {
    const present = folder.get(name);
    if (!isMade && (!present || !isFolder(present))) return undefined;
    const next = present instanceof Map ? present : openEntry(git, present);
    folder.set(name, next);
    folder = next;
  }
  return folder;
}

function openEntry(git: string, entry: Entry | undefined): Folder {
  return entry?.mode === FOLDER ? open(git, entry.sha) : new Map();
}

/** Without folders that hold nothing. */
function save(git: string, folder: Folder): string {
  const rows = [...folder].flatMap(([name, child]) => {
    if (!(child instanceof Map)) return [child];
    return holdsFiles(child) ? [{ name, mode: FOLDER, sha: save(git, child) }] : [];
  });
  const keyOf = ({ mode, name }: Entry) => Buffer.from(mode === FOLDER ? `${name}/` : name);
  rows.sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
  const lines = rows.flatMap(({ mode, name, sha }) => [
    Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return writeObject(git, 'tree', Buffer.concat(lines));
}

function holdsFiles(folder: Folder): boolean {
  return [...folder.values()].some((child) => !(child instanceof Map) || holdsFiles(child));
}
