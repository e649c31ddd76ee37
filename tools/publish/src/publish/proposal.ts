import { isUpToDate } from '../branch/plan-branch.ts';
import type { BranchEntry } from '../branch/plan-branch.ts';
import type { GitHub } from '../github/github.ts';
import { moveRef } from '../github/move-ref.ts';
import { readHead, readTree } from '../github/read-branch.ts';
import type { BranchHead } from '../github/read-branch.ts';
import { writeCommit } from '../github/write-commit.ts';
import { writeTree } from '../github/write-tree.ts';
import { listTreeChanges, planOnto } from './desired-branch.ts';
import type { DesiredBranch } from './desired-branch.ts';
import { hasTrailers } from './foreign-commits.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';

/** A branch and all that it holds. */
export interface BranchContent {
  readonly head: BranchHead;
  readonly entries: readonly BranchEntry[];
}

/** The proposal with what it holds; undefined where there is none. */
export async function readProposal(
  github: GitHub,
  { branches }: PublishInput,
): Promise<BranchContent | undefined> {
  const head = await readHead(github, branches.proposal);
  return head && { head, entries: await readTree(github, head) };
}

/**
 * Whether the proposal is one commit of ours on top of its base that holds the files. It may be the rendering of an older
 * commit, which renders to the same: `hydrator.metadata` alone is no reason to write.
 */
export function isCurrent(
  base: BranchHead,
  { head, entries }: BranchContent,
  input: PublishInput,
): boolean {
  const [parent, ...others] = head.parents;
  if (parent !== base.sha || others.length > 0 || !hasTrailers(head.message)) return false;
  return isUpToDate(planOnto(entries, input));
}

/**
 * Writes the proposal anew: one commit on top of its base. Its tree begins with that of the base or of the old proposal,
 * whichever has more of it. Gives the id of the commit.
 */
export async function writeProposal(
  github: GitHub,
  repositoryId: string | undefined,
  base: BranchContent,
  proposal: BranchContent | undefined,
  desired: DesiredBranch,
  { branches, message, files }: PublishInput,
): Promise<string> {
  const [start] = [base, ...(proposal ? [proposal] : [])]
    .map(({ head, entries }) => ({
      tree: head.tree,
      changes: listTreeChanges(entries, desired, files),
    }))
    .toSorted((a, b) => a.changes.length - b.changes.length);
  const tree = await writeTree(github, start?.tree, start?.changes ?? []);
  if (tree !== desired.tree) {
    throw new PublishError(
      `GitHub made the tree ${tree} of what is ${desired.tree}; nothing was published, report this`,
    );
  }
  const sha = await writeCommit(github, message, tree, [base.head.sha]);
  await moveRef(github, repositoryId, {
    branch: branches.proposal,
    before: proposal?.head.sha,
    after: sha,
    isFastForward: !proposal || proposal.head.sha === base.head.sha,
  });
  return sha;
}
