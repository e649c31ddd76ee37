import { firstLine, GitError, readGit, runGit } from './git.ts';

/** A commit and the name by which the user knows it. */
export interface Commit {
  readonly name: string;
  /** The full object id. */
  readonly id: string;
}

/** The branches that stand for what is merged, in the order they are tried. */
export const DEFAULT_BASES = ['main', 'origin/main'];

/**
 * The top folder of the working tree that holds the folder, as git spells it.
 * Throws a GitError where there is no repository, or none that git wants to read.
 */
export function findWorkingTree(directory: string): string {
  const { status, stdout, stderr } = runGit(directory, ['rev-parse', '--show-toplevel']);
  if (status === 0) return stdout.toString().replace(/\r?\n$/, '');
  if (stderr.includes('dubious ownership')) {
    throw new GitError(
      `${directory} belongs to another user and git refuses to read it; run git config --global --add safe.directory ${directory}`,
    );
  }
  if (stderr.includes('not a git repository')) {
    throw new GitError(
      `${directory} is not in a git repository, so there is nothing to compare with; run git init and commit, or compare two folders with --from PATH --to PATH`,
    );
  }
  throw new GitError(`git cannot read ${directory}: ${firstLine(stderr)}`);
}

/**
 * The commit that a branch, a tag or an id names. Throws a GitError where the repository knows no such commit.
 * @param option the command line option the name came from, for the message
 */
export function resolveCommit(directory: string, name: string, option: string): Commit {
  const id = findCommit(directory, name);
  if (id !== undefined) return { name, id };
  if (name === 'HEAD') {
    throw new GitError(
      'the repository has no commit yet, so there is nothing to compare with; commit first',
    );
  }
  throw new GitError(
    `${option} ${name} is no revision of this repository; fetch it (git fetch origin ${name}), or name a branch, a tag or a commit that git log shows`,
  );
}

/** The branch that changes are compared with when none is named: `main`, else `origin/main`. */
export function resolveDefaultBase(directory: string): Commit {
  for (const name of DEFAULT_BASES) {
    const id = findCommit(directory, name);
    if (id !== undefined) return { name, id };
  }
  resolveCommit(directory, 'HEAD', '--head');
  throw new GitError(
    'there is neither a branch main nor origin/main to compare with; run git fetch origin main:main, or name another one with --base REF',
  );
}

/** Where two histories parted. Throws a GitError where they have nothing in common, or where it was cut off. */
export function findMergeBase(directory: string, base: Commit, head: Commit): Commit {
  const { status, stdout, stderr } = runGit(directory, ['merge-base', base.id, head.id]);
  if (status === 0) return { name: base.name, id: stdout.toString().trim() };
  if (status !== 1) throw new GitError(`git merge-base failed: ${firstLine(stderr)}`);
  const shallow = readGit(directory, ['rev-parse', '--is-shallow-repository']) === 'true';
  throw new GitError(
    shallow
      ? `${base.name} and ${head.name} have no commit in common here, because this clone is shallow; run git fetch --unshallow`
      : `${base.name} and ${head.name} have no commit in common; name a revision that shares history with --base REF`,
  );
}

function findCommit(directory: string, name: string): string | undefined {
  // A name that begins with a dash would be an option of git.
  if (name === '' || name.startsWith('-')) return undefined;
  const { status, stdout } = runGit(directory, [
    'rev-parse',
    '--verify',
    '--quiet',
    `${name}^{commit}`,
  ]);
  const id = stdout.toString().trim();
  // `^main` is a revision to leave out.
  return status === 0 && !id.startsWith('^') ? id : undefined;
}
