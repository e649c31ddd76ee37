import { readFileSync } from 'node:fs';

import { PublishError } from '../publish/publish-error.ts';
import { valueAt } from './json-object.ts';
import type { ReportedPullRequest } from './report-document.ts';

/** A run of the workflow `preview` that came to its end, as GitHub tells of it. */
export interface PreviewRun {
  /** `owner/name` of the repository in which it ran. */
  readonly repository: string;
  /** The commit that it ran for. */
  readonly head: string;
  /** Where that commit was pushed: in a fork perhaps. Undefined of a fork that is gone. */
  readonly source:
    | { readonly id: number; readonly owner: string; readonly branch: string }
    | undefined;
  /** Pull requests within the repository; of a fork GitHub names none. */
  readonly numbers: readonly number[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what a run of `pull_request` is for, out of the file in GITHUB_EVENT_PATH. Throws a PublishError. */
export function readPullRequestEvent(environment: Environment): ReportedPullRequest {
  const event = readEvent(environment, 'pull_request');
  const number = valueAt(event, 'pull_request', 'number');
  const head = valueAt(event, 'pull_request', 'head', 'sha');
  const base = valueAt(event, 'pull_request', 'base', 'sha');
  const repository = valueAt(event, 'repository', 'full_name');
  if (isNumber(number) && isCommit(head) && isCommit(base) && typeof repository === 'string') {
    return { repository, number, head, base };
  }
  throw strange('pull_request');
}

/** Reads which run of `preview` is over, out of the file in GITHUB_EVENT_PATH. Throws a PublishError. */
export function readPreviewRun(environment: Environment): PreviewRun {
  const run = valueAt(readEvent(environment, 'workflow_run'), 'workflow_run');
  const repository = valueAt(run, 'repository', 'full_name');
  const head = valueAt(run, 'head_sha');
  const trigger = valueAt(run, 'event');
  if (typeof repository !== 'string' || !isCommit(head)) throw strange('workflow_run');
  if (trigger !== 'pull_request') {
    throw new PublishError(
      'the run that is over was of no pull request, so there is nothing to report on',
    );
  }
  const pulls = valueAt(run, 'pull_requests');
  const numbers = Array.isArray(pulls) ? pulls.map((pull) => valueAt(pull, 'number')) : [];
  return { repository, head, source: sourceOf(run), numbers: numbers.filter(isNumber) };
}

function sourceOf(run: unknown): PreviewRun['source'] {
  const id = valueAt(run, 'head_repository', 'id');
  const owner = valueAt(run, 'head_repository', 'owner', 'login');
  const branch = valueAt(run, 'head_branch');
  if (!isNumber(id) || typeof owner !== 'string' || typeof branch !== 'string') return undefined;
  return { id, owner, branch };
}

function readEvent(environment: Environment, name: string): unknown {
  const file = environment['GITHUB_EVENT_PATH'];
  if (environment['GITHUB_EVENT_NAME'] !== name || !file) {
    throw new PublishError(
      `this runs in a workflow, for the event ${name}; set GITHUB_EVENT_NAME and GITHUB_EVENT_PATH to try it elsewhere`,
    );
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw strange(name);
  }
}

function strange(name: string): PublishError {
  return new PublishError(
    `GITHUB_EVENT_PATH: no event ${name} as GitHub writes it; run it in a workflow`,
  );
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}
