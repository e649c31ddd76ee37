import { describeFailure, isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import type { PullRequestInput } from './publish-input.ts';
import type { PullRequest } from './pull-request.ts';

/**
 * Asks for reviews that nobody was asked for yet. Who reviewed is no longer listed as asked, so reviews are read before
 * anybody is asked; of a team it is not told who reviewed for it, so after the first review no team is asked again.
 * Names that GitHub refuses (the author, somebody without access, a team that the App cannot see) get a notice.
 */
export async function requestReviewers(
  github: GitHub,
  pull: PullRequest,
  { reviewers = [], teamReviewers = [] }: PullRequestInput,
): Promise<void> {
  const asked = namesOf(pull.requested_reviewers?.map(({ login }) => login));
  const askedTeams = namesOf(pull.requested_teams?.map(({ slug }) => slug));
  const author = pull.user?.login.toLowerCase();
  const people = reviewers.filter(
    (name) => !asked.has(name.toLowerCase()) && name.toLowerCase() !== author,
  );
  const teams = teamReviewers.filter((name) => !askedTeams.has(name.toLowerCase()));
  if (people.length + teams.length === 0) return;

  const reviewed = await listReviewed(github, pull);
  const newPeople = people.filter((name) => !reviewed.has(name.toLowerCase()));
  const newTeams = reviewed.size > 0 ? [] : teams;
  if (newPeople.length + newTeams.length === 0) return;
  try {
    await github.octokit.rest.pulls.requestReviewers({
      ...github.repository,
      pull_number: pull.number,
      ...(newPeople.length > 0 ? { reviewers: newPeople } : {}),
      ...(newTeams.length > 0 ? { team_reviewers: newTeams } : {}),
    });
  } catch (error) {
    if (!isRefusal(error, [403, 404, 422])) throw error;
    const names = [...newPeople, ...newTeams].join(', ');
    github.notice(`nobody was asked to review (${names}): ${describeFailure(error)}`);
  }
}

async function listReviewed(
  { octokit, repository }: GitHub,
  pull: PullRequest,
): Promise<Set<string>> {
  const reviews = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...repository,
    pull_number: pull.number,
    per_page: 100,
  });
  return namesOf(
    reviews.flatMap(({ user }) => (user && user.login !== pull.user?.login ? [user.login] : [])),
  );
}

function namesOf(names: readonly string[] = []): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
