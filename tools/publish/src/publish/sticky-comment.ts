import { isRefusal } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import { ONCE, writeOnce } from '../github/write-once.ts';
import { isSameText, REPORT_MARKER, withoutMarkers } from './markers.ts';
import { PublishError } from './publish-error.ts';

/** The budget of a report, in bytes of UTF-8. */
const MAX_REPORT = 60_000;

/**
 * Writes the report as the one comment of ours on a pull request: found by its marker and its author, because anybody can
 * write the marker. It is written only where its bytes differ. Others of ours, that an interrupted run left, are deleted.
 * @param viewer the login of who speaks
 */
export async function writeComment(
  github: GitHub,
  pullNumber: number,
  report: string,
  viewer: string,
): Promise<void> {
  const body = commentBody(report);
  const [first, ...others] = await listOurs(github, pullNumber, viewer);
  for (const { id } of others) await removeComment(github, id);
  if (first) {
    if (isSameText(first.body, body)) return;
    await github.octokit.rest.issues.updateComment({
      ...github.repository,
      comment_id: first.id,
      body,
    });
    return;
  }
  await writeOnce(
    github,
    async () => {
      await github.octokit.rest.issues.createComment({
        ...github.repository,
        issue_number: pullNumber,
        body,
        request: ONCE,
      });
      return true;
    },
    async () => ((await listOurs(github, pullNumber, viewer)).length > 0 ? true : undefined),
  );
}

/** The comment as it is sent. Throws a PublishError where the report is above its budget. */
export function commentBody(report: string): string {
  const bytes = Buffer.byteLength(report);
  if (bytes > MAX_REPORT) {
    throw new PublishError(
      `the report has ${bytes} bytes, a comment takes ${MAX_REPORT}; shorten it`,
    );
  }
  return `${REPORT_MARKER}\n${withoutMarkers(report)}`;
}

interface Comment {
  readonly id: number;
  readonly body: string;
}

/** Our comments with the marker in front, the oldest first. */
async function listOurs(
  { octokit, repository }: GitHub,
  pullNumber: number,
  viewer: string,
): Promise<Comment[]> {
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...repository,
    issue_number: pullNumber,
    per_page: 100,
  });
  return comments
    .filter(
      ({ user, body }) => user?.login === viewer && body?.trimStart().startsWith(REPORT_MARKER),
    )
    .map(({ id, body = '' }) => ({ id, body }));
}

async function removeComment({ octokit, repository }: GitHub, id: number): Promise<void> {
  try {
    await octokit.rest.issues.deleteComment({ ...repository, comment_id: id });
  } catch (error) {
    if (!isRefusal(error, [404])) throw error;
  }
}
