import { describeFailure, isRefusal, isRefusedByGraphql, messageOf } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import { mutateGraphql } from '../github/graphql.ts';
import type { RepositoryFacts } from '../github/read-repository.ts';
import { ONCE, writeOnce } from '../github/write-once.ts';
import type { PublishInput } from './publish-input.ts';
import type { MergeResult } from './publish-result.ts';
import type { PullRequest } from './pull-request.ts';

const ENABLE = `mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

const DISABLE = `mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
  disablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

/** "Pull request is in clean status", or nothing has to pass: "Protected branch rules not configured for this branch". */
const MERGEABLE = /clean status|rules not configured/i;

/**
 * Has a pull request merged when its checks pass, where that is wished and the repository allows it, and only at the commit
 * that was published. A squashed commit gets the message of ours, because Argo CD and `render --check` read its trailers.
 * GitHub refuses to wait for a pull request that could be merged already ("clean status"): it is merged then.
 */
export async function mergeWhenGreen(
  github: GitHub,
  facts: RepositoryFacts,
  pull: PullRequest,
  sha: string,
  { merge, check, message }: PublishInput,
): Promise<MergeResult> {
  if (merge === 'by-hand') return 'by-hand';
  if (check.conclusion === 'failure') {
    // Switched on when it passed; without a ruleset the check holds nothing back.
    await stopAutoMerge(github, pull);
    return 'failing';
  }
  if (pull.auto_merge) return 'waiting';
  const [method] = facts.mergeMethods;
  if (!facts.canAutoMerge || method === undefined || pull.draft === true) {
    const why = pull.draft === true ? 'it is a draft' : 'the repository does not allow auto-merge';
    github.notice(`#${pull.number} has to be merged by hand: ${why}`);
    return 'by-hand';
  }
  const [headline = '', ...rest] = message.split('\n');
  const body = rest.join('\n').trim();
  // A rebased commit keeps its own message.
  const isRebased = method === 'rebase';
  const input = {
    pullRequestId: pull.node_id,
    expectedHeadOid: sha,
    mergeMethod: method.toUpperCase(),
    ...(isRebased ? {} : { commitHeadline: headline, commitBody: body }),
  };
  try {
    const answer = await writeOnce(
      github,
      () => mutateGraphql(github, ENABLE, { input }),
      async () => ((await readPull()).auto_merge ? true : undefined),
    );
    return answer === undefined ? 'by-hand' : 'waiting';
  } catch (error) {
    if (!isRefusedByGraphql(error)) throw error;
    if (!MERGEABLE.test(messageOf(error))) return tellUnmerged(error);
  }
  try {
    await github.octokit.rest.pulls.merge({
      ...github.repository,
      pull_number: pull.number,
      sha,
      merge_method: method,
      ...(isRebased ? {} : { commit_title: headline, commit_message: body }),
      request: ONCE,
    });
    return 'merged';
  } catch (error) {
    // "Head branch was modified", "Pull Request is not mergeable", a merge queue.
    if (isRefusal(error, [403, 405, 409, 422])) return tellUnmerged(error);
    if ((await readPull()).merged) return 'merged';
    throw error;
  }

  async function readPull() {
    const place = { ...github.repository, pull_number: pull.number };
    return (await github.octokit.rest.pulls.get(place)).data;
  }

  /** Nothing is lost: the next run tries again. */
  function tellUnmerged(error: unknown): MergeResult {
    github.notice(`#${pull.number} is not merged yet: ${describeFailure(error)}`);
    return 'by-hand';
  }
}

/**
 * Takes back that a pull request is merged by itself, before other files are proposed with it: whoever switched it on meant
 * what it held then, and GitHub would merge with the message that was given then.
 */
export async function stopAutoMerge(github: GitHub, pull: PullRequest): Promise<PullRequest> {
  if (!pull.auto_merge) return pull;
  await mutateGraphql(github, DISABLE, { input: { pullRequestId: pull.node_id } });
  return { ...pull, auto_merge: null };
}
