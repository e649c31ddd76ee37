import type { GitHub } from '../github/github.ts';
import { PublishError } from '../publish/publish-error.ts';
import type { PreviewRun } from './read-event.ts';
import type { ReportedPullRequest } from './report-document.ts';

/** Compares a report with the run that it came from, before anybody is asked. Throws a PublishError where it is of another. */
export function checkOrigin(pullRequest: ReportedPullRequest | undefined, run: PreviewRun): number {
  if (!pullRequest) throw forged('is of no pull request');
  const { repository, head, number } = pullRequest;
  if (repository.toLowerCase() !== run.repository.toLowerCase())
    throw forged(`is of ${repository}`);
  if (head !== run.head) throw forged(`is of commit ${head}, and the run was of ${run.head}`);
  if (run.numbers.length > 0 && !run.numbers.includes(number)) {
    throw forged(`is of #${number}, and the run was of #${run.numbers.join(', #')}`);
  }
  return number;
}

/**
 * Finds the open pull requests whose head is the commit of a run, in the repository and on the branch that it came from.
 * One must be that of the report: then its author can push that branch, and speaks for no other pull request.
 * Undefined where there is none any more: closed, or moved on, so that another run is under way. Throws a PublishError.
 */
export async function findReported(
  { octokit, repository }: GitHub,
  run: PreviewRun,
  number: number,
): Promise<number | undefined> {
  const { source, head } = run;
  if (!source) return undefined;
  const pulls = await octokit.paginate(octokit.rest.pulls.list, {
    ...repository,
    state: 'open',
    head: `${source.owner}:${source.branch}`,
    per_page: 100,
  });
  const meant = pulls.filter((pull) => pull.head.sha === head && pull.head.repo?.id === source.id);
  if (meant.length === 0) return undefined;
  if (meant.some((pull) => pull.number === number)) return number;
  const names = meant.map((pull) => `#${pull.number}`).join(', ');
  throw forged(`is of #${number}, and its commit is the head of ${names}`);
}

function forged(what: string): PublishError {
  return new PublishError(`the report ${what}; it is not from that run, and nothing was written`);
}
