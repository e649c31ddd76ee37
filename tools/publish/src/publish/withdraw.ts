import type { GitHub } from '../github/github.ts';
import { moveRef } from '../github/move-ref.ts';
import type { BranchHead } from '../github/read-branch.ts';
import type { PullRequest } from './pull-request.ts';

/** Takes a proposal back that proposes nothing any more: closes its pull request, if one is open, and removes its branch. */
export async function withdraw(
  github: GitHub,
  repositoryId: string | undefined,
  proposal: BranchHead,
  pull: PullRequest | undefined,
): Promise<void> {
  if (pull) {
    await github.octokit.rest.pulls.update({
      ...github.repository,
      pull_number: pull.number,
      state: 'closed',
    });
  }
  await moveRef(github, repositoryId, {
    branch: proposal.branch,
    before: proposal.sha,
    after: undefined,
    isFastForward: false,
  });
}
