import { describeFailure, isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import type { PullRequest } from './pull-request.ts';

/**
 * Adds the labels that are missing; GitHub makes those that the repository has not. Others stay. Who may not label
 * gets a notice, not an error: a label is no reason to hold a change back.
 */
export async function addLabels(
  github: GitHub,
  pull: PullRequest,
  labels: readonly string[] = [],
): Promise<void> {
  // GitHub takes labels for the same that differ in case alone.
  const present = new Set(pull.labels.map(({ name }) => name.toLowerCase()));
  const missing = labels.filter((label) => !present.has(label.toLowerCase()));
  if (missing.length === 0) return;
  try {
    await github.octokit.rest.issues.addLabels({
      ...github.repository,
      issue_number: pull.number,
      labels: missing,
    });
  } catch (error) {
    if (!isRefusal(error, [403, 404, 422])) throw error;
    github.notice(
      `the pull request has no labels ${missing.join(', ')}: ${describeFailure(error)}`,
    );
  }
}
