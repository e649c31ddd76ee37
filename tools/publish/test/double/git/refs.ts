import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readObject } from './objects.ts';
import { ask, runGit } from './run.ts';

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
  const refs = listRefs(git);
  const sha = refs.get(`refs/heads/${name}`) ?? refs.get(`refs/tags/${name}`);
  if (sha !== undefined || name.startsWith('-')) return sha;
  if (readObject(git, name)?.type === 'commit') return name;
  return ask(git, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
}

/** Read from git's own files: every request asks for them, and a process each time would cost the most of it. */
export function listRefs(git: string, prefix = 'refs/'): ReadonlyMap<string, string> {
  const refs = new Map<string, string>();
  const packed = path.join(git, 'packed-refs');
  const lines = existsSync(packed) ? readFileSync(packed, 'utf8').split('\n') : [];
  for (const line of lines) {
    const [, sha, name] = /^([0-9a-f]{40}) (refs\/.+)$/.exec(line) ?? [];
    if (sha !== undefined && name !== undefined) refs.set(name, sha);
  }
  const folder = path.join(git, 'refs');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.lock')) continue;
    const file = path.join(entry.parentPath, entry.name);
    refs.set(path.relative(git, file), readFileSync(file, 'utf8').trim());
  }
  const found = [...refs].filter(([name]) => name.startsWith(prefix));
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
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
