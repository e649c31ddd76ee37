import { GitError, readGit, runGit } from '@fingerpost/changes';

import type { DryCommit } from '../branch/dry-commit.ts';

/** What a commit in this clone says of itself. Its texts may come from anybody. */
export interface LocalCommit extends Omit<DryCommit, 'repoURL'> {
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%at', '%s', '%B'].join('%x00');

/**
 * Reads a commit; undefined where this clone does not have it.
 * @param id its full id, or a name that git knows; not one that begins with a dash
 */
export function readCommit(workingTree: string, id: string): LocalCommit | undefined {
  const args = ['log', '-1', '--no-show-signature', '--encoding=UTF-8', `--format=${FORMAT}`];
  const told = runGit(workingTree, [...args, `${id}^{commit}`, '--']);
  if (told.status !== 0) {
    // Is it unknown, or could git not tell?
    const known = runGit(workingTree, ['cat-file', '-e', `${id}^{commit}`]);
    if (known.status !== 0) return undefined;
    throw new GitError(`git log failed: ${told.stderr.split('\n', 1)[0]}`);
  }
  const [
    sha = '',
    tree = '',
    parents = '',
    name = '',
    email = '',
    seconds,
    subject = '',
    message = '',
  ] = told.stdout.toString().replace(/\n$/, '').split('\0');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name, email },
    seconds: Number(seconds),
    subject,
    message,
  };
}

const MAX_MERGES = 10;

/**
 * The commit that brought what a branch holds: behind merges, which have the tree of one of their parents and a message of
 * their own.
 */
export function findWritingCommit(
  workingTree: string,
  tip: LocalCommit,
  isWriting: (commit: LocalCommit) => boolean,
): LocalCommit {
  let commit = tip;
  for (let merges = 0; merges < MAX_MERGES && !isWriting(commit); merges++) {
    const parents = commit.parents.map((id) => readCommit(workingTree, id));
    const next = parents.findLast((parent) => parent?.tree === commit.tree);
    if (!next) return tip;
    commit = next;
  }
  return isWriting(commit) ? commit : tip;
}

/** Whether one commit is the other, or in its history. Throws a GitError where git cannot tell. */
export function isAncestor(workingTree: string, ancestor: string, of: string): boolean {
  const { status, stderr } = runGit(workingTree, ['merge-base', '--is-ancestor', ancestor, of]);
  if (status > 1) throw new GitError(`git cannot read the history of ${of}: ${stderr}`);
  return status === 0;
}

/** Whether the history ends early here: what is missing may still be there. */
export function isShallow(workingTree: string): boolean {
  return readGit(workingTree, ['rev-parse', '--is-shallow-repository']) === 'true';
}

/** The URL of `origin`, as it is configured; '' where there is none. */
export function originUrl(workingTree: string): string {
  const { status, stdout } = runGit(workingTree, ['config', '--get', 'remote.origin.url']);
  return status === 0 ? stdout.toString().trim() : '';
}

/** Whether files differ from HEAD, or git does not know them. */
export function hasLocalEdits(workingTree: string): boolean {
  return readGit(workingTree, ['status', '--porcelain', '-z']) !== '';
}
