import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ZERO } from './refs.ts';
import { ask, run } from './run.ts';

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

/** A tree from another one and changes. Throws where git refuses a path or an object. */
export function writeTree(
  git: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): string {
  const scratch = mkdtempSync(path.join(git, 'index-'));
  const env = { GIT_INDEX_FILE: path.join(scratch, 'index') };
  try {
    run(git, ['read-tree', base ?? '--empty'], '', env);
    const [trees, files] = [
      changes.filter(({ mode, sha }) => mode === '040000' && sha !== undefined),
      changes.filter(({ mode, sha }) => mode !== '040000' || sha === undefined),
    ];
    const lines = files.map((change) =>
      change.sha === undefined
        ? `0 ${ZERO}\t${change.path}\0`
        : `${change.mode} ${change.sha}\t${change.path}\0`,
    );
    const flags = ['--add', '--replace', '-z', '--index-info'];
    if (lines.length > 0) run(git, ['update-index', ...flags], lines.join(''), env);
    for (const { path: prefix, sha = '' } of trees) {
      run(git, ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', prefix], '', {
        ...env,
        GIT_WORK_TREE: scratch,
      });
      run(git, ['read-tree', `--prefix=${prefix}/`, sha], '', env);
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
