import { hash } from 'node:crypto';

import { isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import type { CheckInput } from './check.ts';

/** Of a description: GitHub's documentation of commit statuses. */
const MAX_DESCRIPTION = 140;

/** A check for those who may not post checks: the status of a commit, without annotations. Setting it twice is harmless. */
export async function writeStatus(github: GitHub, sha: string, check: CheckInput): Promise<void> {
  await github.octokit.rest.repos.createCommitStatus({
    ...github.repository,
    sha,
    ...statusOf(check),
  });
  github.notice(
    `this token may not post checks: ${check.name} is a commit status without annotations`,
  );
}

/** Whether the status is there already. */
export async function hasStatus(github: GitHub, sha: string, check: CheckInput): Promise<boolean> {
  try {
    const { data } = await github.octokit.rest.repos.getCombinedStatusForRef({
      ...github.repository,
      ref: sha,
      per_page: 100,
    });
    const { context, state, description } = statusOf(check);
    return data.statuses.some(
      (status) =>
        status.context === context && status.state === state && status.description === description,
    );
  } catch (error) {
    if (isRefusal(error, [403, 404])) return false;
    throw error;
  }
}

function statusOf(check: CheckInput) {
  const digest = hash('sha256', JSON.stringify(check)).slice(0, 12);
  const words = `${check.title.slice(0, 40)} (${check.externalId.slice(0, 19)}, report ${digest})`;
  return {
    context: check.name,
    state: check.conclusion === 'failure' ? 'failure' : 'success',
    description: words.slice(0, MAX_DESCRIPTION),
  } as const;
}
