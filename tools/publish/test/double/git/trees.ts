import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
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

/** Folders too where it goes into them. The sizes cost git a look at every file. */
export function readTree(git: string, sha: string, recursive: boolean): TreeEntry[] {
  const flags = recursive ? ['-r', '-t'] : [];
  const text = run(git, ['ls-tree', '-z', '-l', ...flags, sha]);
  return text.split('\0').flatMap((line) => {
    const match = /^(\d+) (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line);
    if (!match) return [];
    const [, mode = '', type = '', object = '', size = '', name = ''] = match;
    return [{ path: name, mode, type, sha: object, ...(size !== '-' && { size: Number(size) }) }];
  });
}

/** The paths of all files. */
export function listFiles(git: string, sha: string): ReadonlySet<string> {
  return new Set(run(git, ['ls-tree', '-z', '-r', '--name-only', sha]).split('\0').filter(Boolean));
}

/** A tree from another one and changes. Throws where git refuses a path or an object. */
export function writeTree(
  git: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): string {
  const scratch = mkdtempSync(path.join(git, 'index-'));
  const env = { GIT_INDEX_FILE: path.join(scratch, 'index'), GIT_WORK_TREE: scratch };
  const isFolder = ({ mode, sha }: TreeChange): boolean => mode === '040000' && sha !== undefined;
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

/** The tree of a merge; nothing where there are conflicts. */
export function mergeTrees(git: string, base: string, head: string): string | undefined {
  return ask(git, ['merge-tree', '--write-tree', '--no-messages', base, head]);
}
