import { run } from './run.ts';

export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  readonly sha: string;
  readonly added: number;
  readonly removed: number;
}

/** Changed files: status as git writes it (A, M, D, R100), path, lines added and removed. */
export function changedFiles(git: string, base: string, head: string): ChangedFile[] {
  const raw = run(git, ['diff-tree', '-r', '-z', '--no-renames', '--raw', '--numstat', base, head]);
  const fields = raw.split('\0');
  const files = new Map<string, ChangedFile>();
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (field.startsWith(':')) {
      const [, , before = '', after = '', status = ''] = field.split(' ');
      const name = fields[(at += 1)] ?? '';
      files.set(name, {
        path: name,
        status,
        sha: status === 'D' ? before : after,
        added: 0,
        removed: 0,
      });
      continue;
    }
    const [added = '', removed = '', name = ''] = field.split('\t');
    const file = files.get(name);
    if (file)
      files.set(name, { ...file, added: Number(added) || 0, removed: Number(removed) || 0 });
  }
  return [...files.values()];
}
