import { isUpToDate } from '../branch/plan-branch.ts';
import type { BranchEntry } from '../branch/plan-branch.ts';
import { describeFailure, isOfGitHub } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import { readHead, readTree } from '../github/read-branch.ts';
import type { BranchHead } from '../github/read-branch.ts';
import { readRepository } from '../github/read-repository.ts';
import { findBase } from './base-branch.ts';
import { writeCheck } from './check.ts';
import { desireBranch } from './desired-branch.ts';
import { addLabels } from './labels.ts';
import { mergeWhenGreen, stopAutoMerge } from './merge.ts';
import { isQueued } from './merge-queue.ts';
import { isCurrent, readProposal, writeProposal } from './proposal.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';
import type { PublishResult } from './publish-result.ts';
import { findPullRequest, openPullRequest, updatePullRequest } from './pull-request.ts';
import type { PullRequest } from './pull-request.ts';
import { pushOnly } from './push-only.ts';
import { requestReviewers } from './reviewers.ts';
import { isExactly, refuseForeign, resultOf } from './run.ts';
import type { Run } from './run.ts';
import { commentBody, writeComment } from './sticky-comment.ts';
import { withdraw } from './withdraw.ts';

/**
 * Proposes files for an environment branch as a pull request. Everything is read and compared first; what is there already is
 * not written again, so a second run writes nothing, and one after an interruption writes what is missing.
 * Throws a PublishError.
 */
export async function publish(input: PublishInput, github: GitHub): Promise<PublishResult> {
  try {
    return await propose(input, github);
  } catch (error) {
    if (error instanceof PublishError || !isOfGitHub(error)) throw error;
    // The error of Octokit has the whole request in it; its words are all that is told.
    const words = github.redact(describeFailure(error));
    throw new PublishError(`GitHub did not do what was asked: ${words}; run again when it can`);
  }
}

async function propose(input: PublishInput, github: GitHub): Promise<PublishResult> {
  checkInput(input);
  const facts = await readRepository(github);
  const base = await findBase(github, facts.id, input);
  const entries = await readTree(github, base.head);
  const proposal = await readProposal(github, input);
  const desired = desireBranch(input, entries);
  const run: Run = { input, github, facts, base, desired };
  const content = { head: base.head, entries };
  if (input.pushOnly) return pushOnly(run, input.pushOnly, content, proposal);

  const pull = await findPullRequest(github, input.branches);
  if (isUpToDate(desired.plan)) return proposeNothing(run, proposal?.head, pull);
  compareSeen(run, entries);
  const isExact = proposal !== undefined && isExactly(proposal.head, run);
  if (proposal && isCurrent(base.head, proposal, input) && (isExact || input.force !== true)) {
    // Other notes may be those of an older commit that renders to the same, or somebody's.
    if (!isExact) await refuseForeign(run, proposal.head);
    return report(run, 'current', proposal.head.sha, pull);
  }
  if (pull && (await isQueued(github, facts, pull))) {
    return waitForQueue(run, proposal?.head, pull);
  }
  await refuseForeign(run, proposal?.head);
  const stopped = pull && (await stopAutoMerge(github, pull));
  const sha = await writeProposal(github, facts.id, content, proposal, desired, input);
  return report(run, 'proposed', sha, stopped);
}

/** All that a proposal needs beside its branch. The check comes before the merge that waits for it. */
async function report(
  run: Run,
  outcome: PublishResult['outcome'],
  sha: string,
  found: PullRequest | undefined,
): Promise<PublishResult> {
  const { input, github, facts } = run;
  const { pull, created } = found
    ? { pull: found, created: false }
    : await openPullRequest(github, input);
  await updatePullRequest(github, pull, input);
  await addLabels(github, pull, input.pullRequest.labels);
  await requestReviewers(github, pull, input.pullRequest);
  if (input.report !== undefined) {
    await writeComment(github, pull.number, input.report, facts.viewer);
  }
  await writeCheck(github, sha, { ...input.check, externalId: input.digest });
  const merge = await mergeWhenGreen(github, facts, pull, sha, input);
  if (merge === 'merged') await removeMerged(run, sha);
  return {
    ...resultOf(run, outcome),
    proposal: { branch: input.branches.proposal, sha },
    pullRequest: { number: pull.number, url: pull.html_url, created, merge },
  };
}

/** Nothing differs: whatever was proposed before is taken back, or was merged and is only left over. */
async function proposeNothing(
  run: Run,
  proposal: BranchHead | undefined,
  pull: PullRequest | undefined,
): Promise<PublishResult> {
  if (!proposal) return resultOf(run, 'unchanged');
  if (pull && (await isQueued(run.github, run.facts, pull)))
    return waitForQueue(run, proposal, pull);
  await refuseForeign(run, proposal);
  await withdraw(run.github, run.facts.id, proposal, pull);
  return resultOf(run, 'withdrawn');
}

function waitForQueue(
  run: Run,
  proposal: BranchHead | undefined,
  { number, html_url: url }: PullRequest,
): PublishResult {
  run.github.notice(`#${number} waits in the merge queue and was left alone; run again afterwards`);
  return {
    ...resultOf(run, 'queued'),
    proposal: proposal && { branch: proposal.branch, sha: proposal.sha },
    pullRequest: { number, url, created: false, merge: 'waiting' },
  };
}

/** What was merged just now is proposed no longer; GitHub may have removed the branch already. */
async function removeMerged({ input, github, facts }: Run, sha: string): Promise<void> {
  const left = await readHead(github, input.branches.proposal);
  if (left?.sha === sha) await withdraw(github, facts.id, left, undefined);
}

/** A report has to be about the branch that the pull request changes. */
function compareSeen(
  { input: { seenBase }, base: { head }, github }: Run,
  entries: readonly BranchEntry[],
): void {
  if (!seenBase || seenBase.sha === head.sha) return;
  const get = `run git fetch origin ${head.branch}, and again`;
  if (seenBase.sha !== undefined) {
    github.notice(`${head.branch} has moved since it was fetched, the report is older; ${get}`);
  } else if (entries.some(({ path }) => path.includes('/'))) {
    throw new PublishError(
      `${head.branch} is on GitHub and not in this clone, so it is not known what would change; ${get}`,
    );
  }
}

/** Fails before the first request. */
function checkInput({ report: text, files, merge, environment }: PublishInput): void {
  if (files.size === 0) throw new PublishError('there are no files to publish');
  if (merge === 'when-green' && /^prod(?:uction)?$/.test(environment)) {
    throw new PublishError(`${environment} is never merged by itself; leave the merge to people`);
  }
  if (text !== undefined) commentBody(text);
}
