import type { BranchHead } from '../github/read-branch.ts';
import { readHead } from '../github/read-branch.ts';
import type { GitHub } from '../github/github.ts';
import { moveRef } from '../github/move-ref.ts';
import { writeCommit } from '../github/write-commit.ts';
import { writeTree } from '../github/write-tree.ts';
import type { PublishInput } from './publish-input.ts';
import { PublishError } from './publish-error.ts';

const ATTRIBUTES = '.gitattributes';

/** The head of the environment branch, and whether it was made just now. */
export interface BaseBranch {
  readonly head: BranchHead;
  readonly created: boolean;
}

/**
 * Finds the environment branch. One that is missing begins with a commit without parents that holds `.gitattributes` alone:
 * a pull request needs a base, and the first manifests are to be reviewed like all others.
 */
export async function findBase(
  github: GitHub,
  repositoryId: string | undefined,
  { environment, branches, files }: PublishInput,
): Promise<BaseBranch> {
  const head = await readHead(github, branches.base);
  if (head) return { head, created: false };
  const attributes = files.get(ATTRIBUTES);
  if (!attributes)
    throw new PublishError(`a rendered branch begins with ${ATTRIBUTES}, which is missing`);
  const tree = await writeTree(github, undefined, [
    { path: ATTRIBUTES, content: new TextDecoder().decode(attributes) },
  ]);
  const message = `Begin ${branches.base}\n\nWhat ${environment} renders to comes by pull requests from ${branches.proposal}.\n`;
  const sha = await writeCommit(github, message, tree, []);
  await moveRef(github, repositoryId, {
    branch: branches.base,
    before: undefined,
    after: sha,
    isFastForward: true,
  });
  return { head: { branch: branches.base, sha, tree, parents: [], message }, created: true };
}
