import { notFound, page, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { typeOf } from '../git/blobs.ts';
import { resolveName } from '../git/refs.ts';
import { isObject, listAt, objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { address, checkRunBody, repositoryBody, statusBody } from '../state/bodies.ts';
import { example } from '../state/example.ts';
import { date, nextId } from '../state/hub.ts';
import type { CheckRun } from '../state/repository.ts';

/** Check runs and commit statuses. */
export const checkRoutes: Readonly<Record<string, Handler>> = {
  'checks/create': (call) => {
    const { actor, body, hub, repository } = call;
    if (actor.kind !== 'installation')
      throw new Refusal(403, 'You must authenticate via a GitHub App.');
    const sha = String(body['head_sha']);
    if (typeOf(repository.git, sha) !== 'commit')
      throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const run: CheckRun = {
      id: nextId(hub),
      sha,
      name: String(body['name']),
      status: 'queued',
      conclusion: null,
      externalId: '',
      detailsUrl: null,
      startedAt: null,
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
      actions: [],
    };
    overlay(call, run);
    run.startedAt ??= date(hub);
    repository.checkRuns.set(run.id, run);
    return { status: 201, body: checkRunBody(hub, repository, run) };
  },

  'checks/update': (call) => {
    const run = findRun(call);
    if (call.actor.kind !== 'installation')
      throw new Refusal(403, 'You must authenticate via a GitHub App.');
    overlay(call, run);
    return { status: 200, body: checkRunBody(call.hub, call.repository, run) };
  },

  'checks/get': (call) => {
    const body = checkRunBody(call.hub, call.repository, findRun(call));
    return { status: 200, body };
  },

  'checks/list-annotations': (call) => page(call, findRun(call).annotations),

  'checks/list-for-ref': (call) => {
    const { hub, query, repository } = call;
    const sha = findCommit(call);
    const name = query.get('check_name');
    const status = query.get('status');
    const appId = query.get('app_id');
    const runs = [...repository.checkRuns.values()].filter(
      (run) =>
        run.sha === sha &&
        (name === null || run.name === name) &&
        (status === null || run.status === status) &&
        (appId === null || Number(appId) === hub.app.id),
    );
    const newest = new Map(runs.map((run) => [run.name, run]));
    const shown = query.get('filter') === 'all' ? runs : [...newest.values()];
    const bodies = shown.toReversed().map((run) => checkRunBody(hub, repository, run));
    return page(call, bodies, 'check_runs');
  },

  'repos/create-commit-status': (call) => {
    const { actor, body, hub, parameters, repository } = call;
    const sha = parameters['sha'] ?? '';
    if (typeOf(repository.git, sha) !== 'commit')
      throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const text = (key: string): string | null => (typeof body[key] === 'string' ? body[key] : null);
    const status = {
      id: nextId(hub),
      sha,
      context: text('context') ?? 'default',
      state: String(body['state']),
      description: text('description'),
      targetUrl: text('target_url'),
      account: actor.account,
      createdAt: date(hub),
    };
    repository.statuses.push(status);
    return { status: 201, body: statusBody(hub, repository, status) };
  },

  'repos/get-combined-status-for-ref': (call) => {
    const { hub, repository } = call;
    const sha = findCommit(call);
    const newest = new Map(
      repository.statuses
        .filter((status) => status.sha === sha)
        .map((status) => [status.context, status]),
    );
    const statuses = [...newest.values()];
    const isBad = statuses.some(({ state }) => state === 'failure' || state === 'error');
    const isDone = statuses.length > 0 && statuses.every(({ state }) => state === 'success');
    const base = example('combined-commit-status', hub, repository);
    const body = {
      ...base,
      sha,
      state: isBad ? 'failure' : isDone ? 'success' : 'pending',
      total_count: statuses.length,
      statuses: statuses.map((status) => statusBody(hub, repository, status)),
      repository: repositoryBody(hub, repository, objectAt(base, 'repository')),
      commit_url: address(hub, repository, `/commits/${sha}`),
      url: address(hub, repository, `/commits/${sha}/status`),
    };
    return { status: 200, body };
  },
};

function findRun({ parameters, repository }: Call): CheckRun {
  const run = repository.checkRuns.get(Number(parameters['check_run_id']));
  if (run === undefined) throw notFound();
  return run;
}

function findCommit({ parameters, repository }: Call): string {
  const name = parameters['ref'] ?? '';
  const sha = resolveName(repository.git, name.replace(/^heads\//, ''));
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return sha;
}

function overlay({ body, hub, repository }: Call, run: CheckRun): void {
  const text = (from: JsonObject, key: string, now: string | null): string | null =>
    typeof from[key] === 'string' ? from[key] : now;
  const output = objectAt(body, 'output');
  run.name = text(body, 'name', run.name) ?? '';
  run.status = text(body, 'status', run.status) ?? '';
  run.conclusion = text(body, 'conclusion', run.conclusion);
  if (body['conclusion'] !== undefined) run.status = 'completed';
  run.externalId = text(body, 'external_id', run.externalId) ?? '';
  run.detailsUrl = text(body, 'details_url', run.detailsUrl);
  run.startedAt = text(body, 'started_at', run.startedAt);
  run.completedAt = text(body, 'completed_at', run.completedAt);
  if (run.status === 'completed') run.completedAt ??= date(hub);
  run.title = text(output, 'title', run.title);
  run.summary = text(output, 'summary', run.summary);
  run.text = text(output, 'text', run.text);
  // Annotations are added to those that are there.
  for (const annotation of listAt(output, 'annotations').filter(isObject)) {
    run.annotations.push({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      ...annotation,
      blob_href: address(hub, repository, `/git/blobs/${run.sha}`),
    });
  }
}
