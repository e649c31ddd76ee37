import { hash } from 'node:crypto';

import { findOutcome, formatMarkdown } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';

import { describeFailure, isOfGitHub } from '../github/failure.ts';
import type { GitHub } from '../github/github.ts';
import { readRepository } from '../github/read-repository.ts';
import { writeCheck } from '../publish/check.ts';
import type { CheckInput } from '../publish/check.ts';
import { PublishError } from '../publish/publish-error.ts';
import { writeComment } from '../publish/sticky-comment.ts';
import { annotateFindings } from './annotate-findings.ts';
import { findReported } from './find-reported.ts';
import type { PreviewRun } from './read-event.ts';

/** Of the check on the head of a pull request. */
const CHECK = 'fingerpost/preview';

/** The comment that a report becomes: written here, out of its facts. At most 60,000 bytes. */
export function commentOf(changes: Changes, head: string | undefined): string {
  const title = head === undefined ? undefined : `What ${head.slice(0, 7)} changes`;
  return formatMarkdown(changes, { title, artifact: 'report' });
}

/**
 * Writes the report of a run as the comment of its pull request and as a check on its head. Returns the number of the pull
 * request; undefined where there is none any more, so that nothing was written. Throws a PublishError.
 * @param number of the pull request that the report names
 */
export async function writeReport(
  github: GitHub,
  run: PreviewRun,
  number: number,
  changes: Changes,
): Promise<number | undefined> {
  const comment = commentOf(changes, run.head);
  const check = checkOf(changes);
  try {
    const found = await findReported(github, run, number);
    if (found === undefined) return undefined;
    const { viewer } = await readRepository(github);
    await writeComment(github, found, comment, viewer);
    await writeCheck(github, run.head, check);
    return found;
  } catch (error) {
    if (error instanceof PublishError || !isOfGitHub(error)) throw error;
    const words = github.redact(describeFailure(error));
    throw new PublishError(`GitHub did not do what was asked: ${words}; run again when it can`);
  }
}

function checkOf(changes: Changes): CheckInput {
  const { verdict, text, figures } = findOutcome(changes);
  const annotations = annotateFindings(changes);
  const isWrong = verdict === 'unknown' || figures.errors > 0;
  return {
    name: CHECK,
    externalId: hash('sha256', JSON.stringify([text, annotations])),
    conclusion: isWrong ? 'failure' : verdict === 'breaks' ? 'neutral' : 'success',
    title: text.slice(0, (text.indexOf('. ') + 1 || text.length) - 1),
    summary: `${text}\n\nThe comment on the pull request says all of it.`,
    annotations,
  };
}
