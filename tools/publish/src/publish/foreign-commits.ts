import { BranchError } from '../branch/branch-error.ts';
import { readTrailers } from '../branch/trailers.ts';
import { isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import type { BranchHead } from '../github/read-branch.ts';
import { PublishError } from './publish-error.ts';

type Comparison = Awaited<
  ReturnType<GitHub['octokit']['rest']['repos']['compareCommitsWithBasehead']>
>['data'];
type Commit = Comparison['commits'][number];

/**
 * Finds a commit on the proposal that is not on its base and that somebody else made; what it says of it is for people.
 * Undefined where there is one at most, and it is ours: one parent, our trailers, written by `viewer`, and not committed
 * again by somebody else as `git commit --amend` and a rebase do. What was merged and squashed is nobody's any more.
 */
export async function findForeignCommit(
  github: GitHub,
  base: BranchHead,
  proposal: BranchHead,
  viewer: string,
): Promise<string | undefined> {
  const data = await compare(github, base, proposal);
  // We write one commit: more of them are not all ours, whatever they say.
  const commits = data.commits.filter((one) => !isIdleMerge(one, data.commits));
  const isWhole = data.total_commits === data.commits.length;
  const isOneOfOurs = isWhole && commits.length < 2 && commits.every((one) => isOurs(one, viewer));
  if (isOneOfOurs || (await wasMerged(github, base, proposal))) return undefined;
  const by = data.commits.findLast(({ sha }) => sha === proposal.sha)?.commit.author?.name;
  return `commit ${proposal.sha.slice(0, 12)} by ${by ?? 'somebody'}`;
}

async function compare(
  { octokit, repository }: GitHub,
  base: BranchHead,
  proposal: BranchHead,
): Promise<Comparison> {
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...repository,
      basehead: `${base.sha}...${proposal.sha}`,
    });
    return data;
  } catch (error) {
    // "No common ancestor between".
    if (!isRefusal(error, [404])) throw error;
    throw new PublishError(
      `${proposal.branch} has no history in common with ${base.branch}, which began anew since; remove ${proposal.branch}, or overwrite it with --force`,
    );
  }
}

/** A merge that changes nothing of its first parent, as GitOps Promoter makes them where a branch has conflicts. */
function isIdleMerge({ commit, parents }: Commit, all: readonly Commit[]): boolean {
  const first = all.find(({ sha }) => sha === parents[0]?.sha);
  return parents.length === 2 && first?.commit.tree.sha === commit.tree.sha;
}

/** An author without a login is somebody whom GitHub does not know. */
function isOurs({ commit, author, parents }: Commit, viewer: string): boolean {
  if (parents.length > 1 || !hasTrailers(commit.message)) return false;
  if (!author || !('login' in author) || author.login !== viewer) return false;
  const { author: writer, committer } = commit;
  if (!writer || !committer) return false;
  // GitHub commits what it signs: noreply@github.com, or at the host of GitHub Enterprise.
  return committer.email === writer.email || committer.email?.startsWith('noreply@') === true;
}

/** Whether a message has the trailers that only we write. */
export function hasTrailers(message: string): boolean {
  try {
    return readTrailers(message) !== undefined;
  } catch (error) {
    if (error instanceof BranchError) return false;
    throw error;
  }
}

/** Whether all of it came to the base through a pull request, squashed or rebased. */
async function wasMerged(
  { octokit, repository }: GitHub,
  base: BranchHead,
  proposal: BranchHead,
): Promise<boolean> {
  const { data } = await octokit.rest.pulls.list({
    ...repository,
    state: 'closed',
    head: `${repository.owner}:${proposal.branch}`,
    base: base.branch,
    per_page: 100,
  });
  return data.some((pull) => pull.merged_at !== null && pull.head.sha === proposal.sha);
}
