import { notFound, page, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { isList, isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { accountBody, address, commentBody, labelBody, labelsOf } from '../state/bodies.ts';
import { example } from '../state/example.ts';
import { date, nextId } from '../state/hub.ts';
import { fullName } from '../state/repository.ts';
import type { Comment, Label } from '../state/repository.ts';
import { findPull } from './pulls.ts';

const LONGEST = 65_536;

/** Comments and labels: for GitHub a pull request is an issue too. */
export const issueRoutes: Readonly<Record<string, Handler>> = {
  'issues/get': (call) => {
    const { hub, repository } = call;
    const pull = findPull(call);
    const html = `${hub.url}/${fullName(repository)}/pull/${pull.number}`;
    const url = address(hub, repository, `/pulls/${pull.number}`);
    const body = {
      ...example('issue', hub, repository),
      id: pull.id,
      node_id: `PR_${pull.id}`,
      number: pull.number,
      title: pull.title,
      body: pull.body,
      state: pull.state,
      assignee: null,
      assignees: [],
      milestone: null,
      user: accountBody(hub, repository, pull.account),
      labels: labelsOf(hub, repository, pull),
      created_at: pull.createdAt,
      updated_at: pull.updatedAt,
      closed_at: pull.closedAt,
      html_url: html,
      url: address(hub, repository, `/issues/${pull.number}`),
      pull_request: { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` },
    };
    return { status: 200, body };
  },

  'issues/list-comments': (call) => {
    const { hub, query, repository } = call;
    const { number } = findPull(call);
    const since = query.get('since') ?? '';
    const comments = [...repository.comments.values()].filter(
      ({ issue, updatedAt }) => issue === number && updatedAt >= since,
    );
    return page(
      call,
      comments.map((comment) => commentBody(hub, repository, comment)),
    );
  },

  'issues/create-comment': (call) => {
    const { actor, hub, repository } = call;
    const { number } = findPull(call);
    const comment: Comment = {
      id: nextId(hub),
      issue: number,
      account: actor.account,
      body: readText(call),
      createdAt: date(hub),
      updatedAt: date(hub),
    };
    repository.comments.set(comment.id, comment);
    return { status: 201, body: commentBody(hub, repository, comment) };
  },

  'issues/get-comment': (call) => {
    const body = commentBody(call.hub, call.repository, findComment(call));
    return { status: 200, body };
  },

  'issues/update-comment': (call) => {
    const { hub, repository } = call;
    const comment = findComment(call);
    comment.body = readText(call);
    comment.updatedAt = date(hub);
    return { status: 200, body: commentBody(hub, repository, comment) };
  },

  'issues/delete-comment': (call) => {
    call.repository.comments.delete(findComment(call).id);
    return { status: 204 };
  },

  'issues/list-labels-for-repo': (call) => {
    const { hub, repository } = call;
    return page(
      call,
      [...repository.labels.values()].map((label) => labelBody(hub, repository, label)),
    );
  },

  'issues/get-label': (call) => {
    const { hub, parameters, repository } = call;
    const label = repository.labels.get(parameters['name'] ?? '');
    if (label === undefined) throw notFound();
    return { status: 200, body: labelBody(hub, repository, label) };
  },

  'issues/create-label': (call) => {
    const { body, hub, repository } = call;
    const name = String(body['name']);
    if (repository.labels.has(name)) {
      const error = { resource: 'Label', code: 'already_exists', field: 'name' };
      throw new Refusal(422, 'Validation Failed', [error]);
    }
    const { color, description } = body;
    const label = makeLabel(call, name, {
      ...(typeof color === 'string' && { color }),
      ...(typeof description === 'string' && { description }),
    });
    return { status: 201, body: labelBody(hub, repository, label) };
  },

  'issues/list-labels-on-issue': (call) =>
    page(call, labelsOf(call.hub, call.repository, findPull(call))),

  'issues/add-labels': (call) => {
    const pull = findPull(call);
    pull.labels = [...new Set([...pull.labels, ...readLabels(call)])];
    return { status: 200, body: labelsOf(call.hub, call.repository, pull) };
  },

  'issues/set-labels': (call) => {
    const pull = findPull(call);
    pull.labels = [...new Set(readLabels(call))];
    return { status: 200, body: labelsOf(call.hub, call.repository, pull) };
  },

  'issues/remove-label': (call) => {
    const pull = findPull(call);
    const name = call.parameters['name'] ?? '';
    if (!pull.labels.includes(name)) throw new Refusal(404, 'Label does not exist');
    pull.labels = pull.labels.filter((label) => label !== name);
    return { status: 200, body: labelsOf(call.hub, call.repository, pull) };
  },
};

function findComment({ parameters, repository }: Call): Comment {
  const comment = repository.comments.get(Number(parameters['comment_id']));
  if (comment === undefined) throw notFound();
  return comment;
}

function readText({ body }: Call): string {
  const text = String(body['body']);
  const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data' };
  if (text.trim() === '') {
    throw new Refusal(422, 'Validation Failed', [{ ...error, message: "Body can't be blank" }]);
  }
  if ([...text].length > LONGEST) {
    const message = `Body is too long (maximum is ${LONGEST} characters)`;
    throw new Refusal(422, 'Validation Failed', [{ ...error, message }]);
  }
  return text;
}

/** Names from any of the forms that GitHub takes; those that are new to the repository are made. */
function readLabels(call: Call): string[] {
  const whole: Json = call.body['labels'] ?? call.body['list'] ?? [];
  const items = isList(whole) ? whole : [whole];
  const names = items.map((item) => String(isObject(item) ? item['name'] : item));
  for (const name of names) if (!call.repository.labels.has(name)) makeLabel(call, name, {});
  return names;
}

function makeLabel(
  { hub, repository }: Call,
  name: string,
  { color = 'ededed', description = null }: { color?: string; description?: string | null },
): Label {
  const label = { id: nextId(hub), name, color, description };
  repository.labels.set(name, label);
  return label;
}
