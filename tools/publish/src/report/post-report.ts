import { readAuthentication } from '../github/authentication.ts';
import { findRepositoryPlace } from '../github/find-repository.ts';
import type { Traffic } from '../github/github.ts';
import { openGitHub } from '../github/open-github.ts';
import type { GitHubOptions } from '../github/open-github.ts';
import { checkOrigin } from './find-reported.ts';
import { readPreviewRun } from './read-event.ts';
import type { ReportDocument } from './report-document.ts';
import { writeReport } from './write-report.ts';

/** What became of a report. */
export interface PostedReport extends Traffic {
  /** The commit that it is of. */
  readonly head: string;
  /** The pull request; undefined where its commit is the head of none any more, and nothing was written. */
  readonly number: number | undefined;
}

/**
 * Posts a report as what the environment of a workflow says: of which run (GITHUB_EVENT_PATH), by whom (GITHUB_TOKEN) and
 * where (GITHUB_API_URL). Throws a PublishError.
 */
export async function postReport(
  { pullRequest, changes }: ReportDocument,
  environment: Readonly<Record<string, string | undefined>>,
  options: Pick<GitHubOptions, 'notice' | 'pace'>,
): Promise<PostedReport> {
  const run = readPreviewRun(environment);
  const number = checkOrigin(pullRequest, run);
  const authentication = readAuthentication(environment);
  const here = { ...environment, GITHUB_REPOSITORY: run.repository };
  const github = await openGitHub({ ...options, ...findRepositoryPlace(here, ''), authentication });
  const found = await writeReport(github, run, number, changes);
  return { ...github.traffic, head: run.head, number: found };
}
