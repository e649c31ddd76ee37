import type { GitHub } from '../github/github.ts';
import { queryGraphql } from '../github/graphql.ts';
import type { RepositoryFacts } from '../github/read-repository.ts';
import type { PullRequest } from './pull-request.ts';

interface Answer {
  readonly repository: { readonly pullRequest: { readonly isInMergeQueue: boolean } | null };
}

const QUERY = `query MergeQueue($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { isInMergeQueue } }
}`;

/** Whether a pull request waits in a merge queue; pushing to its branch would throw it out. No queues without GraphQL. */
export async function isQueued(
  github: GitHub,
  { id }: RepositoryFacts,
  { number }: PullRequest,
): Promise<boolean> {
  if (id === undefined) return false;
  const answer = await queryGraphql<Answer>(github, QUERY, { ...github.repository, number });
  return answer?.repository.pullRequest?.isInMergeQueue ?? false;
}
