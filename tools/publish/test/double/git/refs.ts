import { ask, run, runGit } from './run.ts';

export const ZERO = '0'.repeat(40);

export interface RefUpdate {
  /** In full: `refs/heads/main`. */
  readonly name: string;
  readonly after: string;
  /** What it has to be; zeros where it may not exist, nothing where it does not matter. */
  readonly before?: string | undefined;
}

/** What a name of a branch, a tag or a commit stands for. */
export function resolveName(git: string, name: string): string | undefined {
  if (name.startsWith('-')) return undefined;
  for (const full of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const sha = ask(git, ['rev-parse', '--verify', '--quiet', `${full}^{commit}`]);
    if (sha !== undefined) return sha;
  }
  return undefined;
}

export function listRefs(git: string, prefix = 'refs/'): ReadonlyMap<string, string> {
  const lines = run(git, ['for-each-ref', '--format=%(refname) %(objectname)']).split('\n');
  const pairs = lines.filter(Boolean).map((line): [string, string] => {
    const [name = '', sha = ''] = line.split(' ');
    return [name, sha];
  });
  return new Map(pairs.filter(([name]) => name.startsWith(prefix)));
}

/** Moves all refs or none. A message where one is not what it had to be. */
export function updateRefs(git: string, updates: readonly RefUpdate[]): string | undefined {
  const lines = updates.map(({ name, after, before }) =>
    after === ZERO
      ? `delete ${name}\0${before ?? ''}\0`
      : `update ${name}\0${after}\0${before ?? ''}\0`,
  );
  const input = `start\0${lines.join('')}commit\0`;
  const { status, stderr } = runGit(git, ['update-ref', '-z', '--stdin'], input);
  return status === 0 ? undefined : stderr.trim();
}

export function isValidRef(git: string, name: string): boolean {
  return ask(git, ['check-ref-format', name]) !== undefined;
}
