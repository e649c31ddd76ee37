import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAncestor, readCommit } from './commits.ts';
import { changeTree, isPlainChange, readEntries } from './plain-trees.ts';
import { readObject } from './objects.ts';
import { ZERO } from './refs.ts';
import { ask, run, runGit } from './run.ts';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

/** A change of one path: a file or tree by its object, or nothing where the path is to go. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | undefined;
}

/** As `git ls-tree -l` has it: folders too where it goes into them. */
export function readTree(git: string, sha: string, recursive: boolean, above = ''): TreeEntry[] {
  return readEntries(git, sha).flatMap(({ name, mode, sha: object }) => {
    const type = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    const place = `${above}${name}`;
    const size = type === 'blob' ? readObject(git, object)?.bytes.length : undefined;
    const entry = { path: place, mode, type, sha: object, ...(size !== undefined && { size }) };
    const below = recursive && type === 'tree' ? readTree(git, object, true, `${place}/`) : [];
    return [entry, ...below];
  });
}

/** The paths of all files. */
export function listFiles(git: string, sha: string): ReadonlySet<string> {
  const entries = readTree(git, sha, true);
  return new Set(entries.flatMap((entry) => (entry.type === 'tree' ? [] : [entry.path])));
}

/**
 * A tree from another one and changes. Throws where git refuses a path or an object: whatever is not plain is written by
 * git itself.
 */
export function writeTree(
  git: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): string {
  return changes.every(isPlainChange)
    ? changeTree(git, base, inOrder(changes))
    : writeByGit(git, base, changes);
}

const isFolder = ({ mode, sha }: TreeChange): boolean => mode === '040000' && sha !== undefined;

/** Whole folders come last. */
function inOrder(changes: readonly TreeChange[]): TreeChange[] {
  return [...changes.filter((change) => !isFolder(change)), ...changes.filter(isFolder)];
}

function writeByGit(git: string, base: string | undefined, changes: readonly TreeChange[]): string {
  const scratch = mkdtempSync(path.join(git, 'index-'));
  const env = { GIT_INDEX_FILE: path.join(scratch, 'index'), GIT_WORK_TREE: scratch };
  try {
    run(git, ['read-tree', base ?? '--empty'], '', env);
    const lines = changes
      .filter((change) => !isFolder(change))
      .map(({ mode, path: name, sha }) =>
        sha === undefined ? `0 ${ZERO}\t${name}\0` : `${mode} ${sha}\t${name}\0`,
      );
    const flags = ['--add', '--replace', '-z', '--index-info'];
    const { status, stderr } = runGit(git, ['update-index', ...flags], lines.join(''), env);
    // It leaves out what no file may be called, says so, and is content.
    if (status !== 0 || stderr !== '') throw new Error(stderr.trim());
    for (const { path: folder, sha = '' } of changes.filter(isFolder)) {
      const remove = ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', folder];
      run(git, remove, '', env);
      run(git, ['read-tree', `--prefix=${folder}/`, sha], '', env);
    }
    return run(git, ['write-tree'], '', env).trim();
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The tree of a merge; nothing where there are conflicts. Git merges what really has to be merged. */
export function mergeTrees(git: string, base: string, head: string): string | undefined {
  if (isAncestor(git, base, head)) return readCommit(git, head).tree;
  if (isAncestor(git, head, base)) return readCommit(git, base).tree;
  return ask(git, ['merge-tree', '--write-tree', '--no-messages', base, head]);
}
