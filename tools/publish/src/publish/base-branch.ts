import { branchBeginning } from '../branch/branch-beginning.ts';
import type { BranchHead } from '../github/read-branch.ts';
import { readHead } from '../github/read-branch.ts';
import type { GitHub } from '../github/github.ts';
import { moveRef } from '../github/move-ref.ts';
import { writeCommit } from '../github/write-commit.ts';
import { writeTree } from '../github/write-tree.ts';
import type { PublishInput } from './publish-input.ts';
import { PublishError } from './publish-error.ts';

/** The head of the environment branch, and whether it was made just now. */
export interface BaseBranch {
  readonly head: BranchHead;
  readonly created: boolean;
}

/** Finds the environment branch. One that is missing begins with a commit without parents. */
export async function findBase(
  github: GitHub,
  repositoryId: string | undefined,
  { environment, branches, files }: PublishInput,
): Promise<BaseBranch> {
  const head = await readHead(github, branches.base);
  if (head) return { head, created: false };
  const beginning = branchBeginning(environment, branches, files);
  if (!beginning)
    throw new PublishError('a rendered branch begins with .gitattributes, which is missing');
  const { message } = beginning;
  const content = new TextDecoder();
  const tree = await writeTree(
    github,
    undefined,
    [...beginning.files].map(([path, bytes]) => ({ path, content: content.decode(bytes) })),
  );
  const sha = await writeCommit(github, message, tree, []);
  await moveRef(github, repositoryId, {
    branch: branches.base,
    before: undefined,
    after: sha,
    isFastForward: true,
  });
  return { head: { branch: branches.base, sha, tree, parents: [], message }, created: true };
}
