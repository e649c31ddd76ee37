import { hashOfId } from '../renderings/blob-id.ts';
import { runGit } from './git.ts';
import {
  DEFAULT_BASES,
  findMergeBase,
  findWorkingTree,
  resolveCommit,
  resolveDefaultBase,
} from './repository.ts';
import type { Commit } from './repository.ts';

/** What a comparison of revisions starts from. */
export interface Revisions {
  /** The top folder of the working tree, as git spells it. */
  readonly workingTree: string;
  /** The commit at which the two histories parted, by the name of the base. */
  readonly base: Commit;
  readonly head: Commit;
  /** How git hashes here. */
  readonly hash: 'sha1' | 'sha256';
}

/**
 * The commit at which `head` (default: HEAD) left `base` (default: the branch that stands for what is merged).
 * One process where all is well. Throws a GitError that says what is missing.
 */
export function findRevisions(
  directory: string,
  {
    base,
    head = 'HEAD',
  }: { readonly base?: string | undefined; readonly head?: string | undefined },
): Revisions {
  for (const name of base === undefined ? DEFAULT_BASES : [base]) {
    const found = askOnce(directory, name, head);
    if (found) return found;
  }
  const workingTree = findWorkingTree(directory);
  const named =
    base === undefined
      ? resolveDefaultBase(workingTree)
      : resolveCommit(workingTree, base, '--base');
  const to = resolveCommit(workingTree, head, '--head');
  return revisions(workingTree, findMergeBase(workingTree, named, to), to);
}

/** Names that cannot be anything but one revision. */
const PLAIN_NAME = /^\w(?:[\w/-]|\.(?!\.))*$/;

/** Undefined where git's answer is not all that was asked for. */
function askOnce(directory: string, base: string, head: string): Revisions | undefined {
  if (!PLAIN_NAME.test(base) || !PLAIN_NAME.test(head)) return undefined;
  const range = `${base}^{commit}...${head}^{commit}`;
  const { status, stdout } = runGit(directory, ['rev-parse', '--show-toplevel', range]);
  if (status !== 0) return undefined;
  const [workingTree, to, from, parted] = stdout.toString().split(/\r?\n/);
  if (!workingTree || !isId(from) || !isId(to) || !parted?.startsWith('^')) return undefined;
  return revisions(workingTree, { name: base, id: parted.slice(1) }, { name: head, id: to });
}

function revisions(workingTree: string, base: Commit, head: Commit): Revisions {
  return { workingTree, base, head, hash: hashOfId(head.id) };
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
