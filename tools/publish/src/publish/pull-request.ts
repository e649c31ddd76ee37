import { isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import { ONCE, writeOnce } from '../github/write-once.ts';
import { describeAnew, isSameText, renewDescription } from './markers.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';

type Listed = Awaited<ReturnType<GitHub['octokit']['rest']['pulls']['list']>>['data'][number];

/** What has to be known of an open pull request. */
export interface PullRequest extends Pick<
  Listed,
  'number' | 'html_url' | 'node_id' | 'title' | 'body' | 'draft'
> {
  readonly auto_merge: object | null;
  readonly user: { readonly login: string } | null;
  readonly labels: readonly { readonly name: string }[];
  readonly requested_reviewers?: readonly { readonly login: string }[] | null;
  readonly requested_teams?: readonly { readonly slug: string }[] | null;
}

type Branches = PublishInput['branches'];

/** The open pull request from the proposal to the environment branch; GitHub allows one. */
export async function findPullRequest(
  { octokit, repository }: GitHub,
  { base, proposal }: Branches,
): Promise<PullRequest | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...repository,
    state: 'open',
    head: `${repository.owner}:${proposal}`,
    base,
  });
  // A fork of the same owner may have a branch of the same name.
  return data.find(
    ({ head, base: { repo } }) => head.ref === proposal && head.repo?.id === repo.id,
  );
}

/**
 * Opens the pull request. One that somebody opened in the same moment is adopted. Closed ones are left alone: GitHub does not
 * open them again once their branch was written anew.
 */
export async function openPullRequest(
  github: GitHub,
  { branches, pullRequest }: PublishInput,
): Promise<{ readonly pull: PullRequest; readonly created: boolean }> {
  const adopt = async () => {
    const pull = await findPullRequest(github, branches);
    return pull && { pull, created: true };
  };
  return writeOnce(
    github,
    async () => {
      try {
        const { data } = await github.octokit.rest.pulls.create({
          ...github.repository,
          ...describeAnew(pullRequest),
          head: branches.proposal,
          base: branches.base,
          maintainer_can_modify: false,
          request: ONCE,
        });
        return { pull: data, created: true };
      } catch (error) {
        if (isRefusal(error, [422], /no commits between/i)) {
          throw new PublishError(
            `${branches.base} was moved by somebody else meanwhile; run again`,
          );
        }
        if (!isRefusal(error, [422], /already exists/i)) throw error;
        const found = await adopt();
        if (found) return { ...found, created: false };
        throw error;
      }
    },
    adopt,
  );
}

/** Writes title and description where they are not as they are to be. */
export async function updatePullRequest(
  { octokit, repository }: GitHub,
  pull: PullRequest,
  { pullRequest }: PublishInput,
): Promise<void> {
  const present = { title: pull.title, body: pull.body ?? '' };
  const next = renewDescription(present, pullRequest);
  const isTitleNew = next.title !== present.title;
  const isBodyNew = !isSameText(next.body, present.body);
  if (!isTitleNew && !isBodyNew) return;
  await octokit.rest.pulls.update({
    ...repository,
    pull_number: pull.number,
    ...(isTitleNew ? { title: next.title } : {}),
    ...(isBodyNew ? { body: next.body } : {}),
  });
}
