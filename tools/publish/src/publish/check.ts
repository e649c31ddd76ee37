import { hash } from 'node:crypto';

import type { GitHub } from '../github/github.ts';
import { ONCE, writeOnce } from '../github/write-once.ts';
import { hasStatus, writeStatus } from './commit-status.ts';
import { isRefusal } from '../github/failure.ts';

/** A check on a commit. */
export interface CheckInput {
  /** What a ruleset asks for: `fingerpost/rendered`. */
  readonly name: string;
  /** Ours, of what was checked: the digest. */
  readonly externalId: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  /** At most 255 characters. */
  readonly title: string;
  /** Markdown; what is above GitHub's 65,535 characters is cut off. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

export interface Annotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string | undefined;
}

/** Of GitHub's OpenAPI description, schema of `checks/create`. */
const MAX_ANNOTATIONS = 50;
const MAX_SUMMARY = 65_535;
const MAX_TITLE = 255;
const MAX_MESSAGE = 64_000;

type CheckRun = Awaited<
  ReturnType<GitHub['octokit']['rest']['checks']['listForRef']>
>['data']['check_runs'][number];

/**
 * Posts a check on a commit: annotations 50 at a time, completed with the last of them, so that a run which was interrupted
 * is seen and continued. One that says the same already is left alone. Who may not post checks (a person's token) sets a
 * commit status of the same name instead.
 */
export async function writeCheck(github: GitHub, sha: string, check: CheckInput): Promise<void> {
  const summary = summaryOf(check);
  try {
    const present = await findRun(github, sha, check, summary);
    if (present?.status === 'completed') return;
    if (!present && !github.isApp && (await hasStatus(github, sha, check))) return;
    const chunks = chunksOf(check.annotations);
    const run = present ?? (await createRun(github, sha, check, summary, chunks.length));
    await appendChunks(github, run, check, summary, chunks);
  } catch (error) {
    // "You must authenticate via a GitHub App", or not even reading them is allowed.
    if (github.isApp || !isRefusal(error, [403], /GitHub App|not accessible/i)) throw error;
    if (!(await hasStatus(github, sha, check))) await writeStatus(github, sha, check);
  }
}

/** The newest run that says the same, finished or not. */
async function findRun(
  { octokit, repository }: GitHub,
  sha: string,
  { name, externalId, conclusion }: CheckInput,
  summary: string,
): Promise<CheckRun | undefined> {
  const { data } = await octokit.rest.checks.listForRef({
    ...repository,
    ref: sha,
    check_name: name,
    filter: 'latest',
    per_page: 100,
  });
  return data.check_runs.find(
    (run) =>
      run.external_id === externalId &&
      run.output.summary?.trimEnd() === summary &&
      (run.conclusion === null || run.conclusion === conclusion),
  );
}

async function createRun(
  github: GitHub,
  sha: string,
  check: CheckInput,
  summary: string,
  chunks: number,
): Promise<CheckRun> {
  const isComplete = chunks <= 1;
  return writeOnce(
    github,
    async () => {
      const { data } = await github.octokit.rest.checks.create({
        ...github.repository,
        name: check.name,
        head_sha: sha,
        external_id: check.externalId,
        ...stateOf(check, isComplete),
        output: outputOf(check, summary, check.annotations.slice(0, MAX_ANNOTATIONS)),
        request: ONCE,
      });
      return data;
    },
    () => findRun(github, sha, check, summary),
  );
}

/** Adds the annotations that GitHub has not counted yet. */
async function appendChunks(
  github: GitHub,
  run: CheckRun,
  check: CheckInput,
  summary: string,
  chunks: readonly (readonly Annotation[])[],
): Promise<void> {
  if (run.status === 'completed') return;
  const { octokit, repository } = github;
  const first = Math.ceil(run.output.annotations_count / MAX_ANNOTATIONS);
  for (let index = Math.min(first, chunks.length - 1); index < chunks.length; index += 1) {
    const isLast = index === chunks.length - 1;
    const isCounted = index < first;
    await writeOnce(
      github,
      async () => {
        await octokit.rest.checks.update({
          ...repository,
          check_run_id: run.id,
          ...stateOf(check, isLast),
          output: outputOf(check, summary, isCounted ? [] : (chunks[index] ?? [])),
          request: ONCE,
        });
        return true;
      },
      async () => {
        const { data } = await octokit.rest.checks.get({ ...repository, check_run_id: run.id });
        const isWritten = data.output.annotations_count > index * MAX_ANNOTATIONS;
        return isLast ? data.status === 'completed' || undefined : isWritten || undefined;
      },
    );
  }
}

function stateOf({ conclusion }: CheckInput, isComplete: boolean) {
  return isComplete
    ? ({ status: 'completed', conclusion } as const)
    : ({ status: 'in_progress' } as const);
}

function outputOf({ title }: CheckInput, summary: string, annotations: readonly Annotation[]) {
  return {
    title: clip(title, MAX_TITLE),
    summary,
    annotations: annotations.map(({ path, line, level, message, title: head }) => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: level,
      message: clip(message, MAX_MESSAGE),
      ...(head === undefined ? {} : { title: clip(head, MAX_TITLE) }),
    })),
  };
}

/** The summary ends with a hash of all that the check says: equal hashes say the same. */
function summaryOf(check: CheckInput): string {
  const end = `\n\n<!-- fingerpost:check ${hash('sha256', JSON.stringify(check)).slice(0, 32)} -->`;
  return `${clip(check.summary, MAX_SUMMARY - end.length)}${end}`;
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}

function chunksOf(annotations: readonly Annotation[]): Annotation[][] {
  const chunks: Annotation[][] = [];
  for (let from = 0; from < annotations.length; from += MAX_ANNOTATIONS) {
    chunks.push(annotations.slice(from, from + MAX_ANNOTATIONS));
  }
  return chunks;
}
