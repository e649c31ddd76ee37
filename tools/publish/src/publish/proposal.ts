import { isUpToDate, planBranch } from '../branch/plan-branch.ts';
import type { GitHub } from '../github/github.ts';
import { moveRef } from '../github/move-ref.ts';
import { readTree } from '../github/read-branch.ts';
import type { BranchHead } from '../github/read-branch.ts';
import { writeCommit } from '../github/write-commit.ts';
import { writeTree } from '../github/write-tree.ts';
import type { DesiredBranch } from './desired-branch.ts';
import { hasTrailers } from './foreign-commits.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';

/**
 * Whether the proposal is one commit of ours on top of its base that holds the files. It may be the rendering of an older
 * commit, which renders to the same: `hydrator.metadata` alone is no reason to write.
 */
export async function isCurrent(
  github: GitHub,
  base: BranchHead,
  proposal: BranchHead,
  desired: DesiredBranch,
  { files }: PublishInput,
): Promise<boolean> {
  const [parent, ...others] = proposal.parents;
  if (parent !== base.sha || others.length > 0 || !hasTrailers(proposal.message)) return false;
  if (proposal.tree === desired.tree) return true;
  return isUpToDate(planBranch(files, await readTree(github, proposal), 'sha1'));
}

/** Writes the proposal anew: one commit on top of its base. Gives the id of the commit. */
export async function writeProposal(
  github: GitHub,
  repositoryId: string,
  base: BranchHead,
  proposal: BranchHead | undefined,
  desired: DesiredBranch,
  { branches, message }: PublishInput,
): Promise<string> {
  const tree = await writeTree(github, base.tree, desired.changes);
  if (tree !== desired.tree) {
    throw new PublishError(
      `GitHub made the tree ${tree} of what is ${desired.tree}; nothing was published, report this`,
    );
  }
  const sha = await writeCommit(github, message, tree, [base.sha]);
  await moveRef(github, repositoryId, {
    branch: branches.proposal,
    before: proposal?.sha,
    after: sha,
    isFastForward: !proposal || proposal.sha === base.sha,
  });
  return sha;
}
