/** What the double does, each thing as GitHub does it: its documentation, or what its users have reported. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import test from 'ava';
import type { Double, DoubleRepository } from './double/double.ts';
import { writesOf } from './double/exchange.ts';
import {
  badCredentials,
  reset,
  secondaryLimit,
  serverError,
  slow,
  truncatedTree,
} from './double/faults.ts';
import type { Fault } from './double/faults.ts';
import { listAt, objectAt } from './double/json.ts';
import type { Json, JsonObject } from './double/json.ts';
import { send } from './double/send.ts';
import type { Received } from './double/send.ts';
import { useDouble } from './double/use-double.ts';

const DEV = 'environment/dev';
const NEXT = 'environment/dev-next';
const ZERO = '0'.repeat(40);
const NOWHERE = '1'.repeat(40);

function at(repository: DoubleRepository, rest = ''): string {
  return `/repos/${repository.owner}/${repository.name}${rest}`;
}

function text(body: Json | undefined, key: string): string {
  return String(objectAt({ body: body ?? null }, 'body')[key]);
}

function git(directory: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', directory, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trimEnd();
}

async function graphql(
  server: Pick<Double, 'token' | 'url'>,
  query: string,
  variables: Json,
): Promise<JsonObject> {
  const { body } = await send(server, 'POST', '/graphql', { query, variables });
  return objectAt({ body: body ?? null }, 'body');
}

function messageOf(answer: JsonObject): string | undefined {
  const [error] = answer['message'] === undefined ? listAt(answer, 'errors') : [answer];
  return error === undefined ? undefined : text(error, 'message');
}

async function updateRefs(
  double: Double,
  repository: DoubleRepository,
  refUpdates: Json,
): Promise<string | undefined> {
  const { body } = await send(double, 'GET', at(repository));
  const query =
    'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
  const input = { repositoryId: text(body, 'node_id'), refUpdates };
  return messageOf(await graphql(double, query, { input }));
}

async function enableAutoMerge(
  double: Double,
  pull: Json | undefined,
  rest: JsonObject = {},
): Promise<string | undefined> {
  const query =
    'mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod } } } }';
  const input = { pullRequestId: text(pull, 'node_id'), mergeMethod: 'SQUASH', ...rest };
  return messageOf(await graphql(double, query, { input }));
}

/** A repository with an environment branch and a proposal that changes it. */
async function propose(
  double: Double,
): Promise<{ repository: DoubleRepository; base: string; head: string; pull: Received }> {
  const repository = await double.makeRepository({ 'README.md': '# Fingerpost\n' });
  const base = await repository.commit(DEV, { 'go-server/manifest.yaml': 'replicas: 1\n' });
  const head = await repository.commit(
    NEXT,
    { 'go-server/manifest.yaml': 'replicas: 2\n' },
    { from: DEV },
  );
  const pull = await send(double, 'POST', at(repository, '/pulls'), {
    base: DEV,
    head: NEXT,
    title: 'Render',
  });
  return { repository, base, head, pull };
}

test('objects are those of git', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({
    'a.txt': 'a\n',
    'b/c.txt': 'c\n',
    'b/d.txt': 'd\n',
  });
  const main = await repository.readBranch('main');
  const blob = await send(double, 'POST', at(repository, '/git/blobs'), {
    content: '8J+ZgA==',
    encoding: 'base64',
  });
  const folder = git(repository.gitDirectory, 'rev-parse', 'main:b');
  const tree = await send(double, 'POST', at(repository, '/git/trees'), {
    base_tree: main?.tree ?? '',
    tree: [
      { path: 'b/c.txt', mode: '100644', type: 'blob', sha: null },
      { path: 'b/ü/new.txt', mode: '100644', type: 'blob', content: 'line\r\n' },
      { path: 'run', mode: '100755', type: 'blob', content: '#!/bin/sh\n' },
      { path: 'link', mode: '120000', type: 'blob', content: 'a.txt' },
      { path: 'smile', mode: '100644', type: 'blob', sha: text(blob.body, 'sha') },
      { path: 'copy', mode: '040000', type: 'tree', sha: folder },
      { path: 'a.txt/was-a-file', mode: '100644', type: 'blob', content: '' },
    ],
  });
  t.is(tree.status, 201);
  const commit = await send(double, 'POST', at(repository, '/git/commits'), {
    message: 'Change much\n\nRender-Digest: 1\n',
    tree: text(tree.body, 'sha'),
    parents: [main?.commit ?? ''],
  });
  t.is(objectAt(commit.body, 'verification')['verified'], true);
  const sha = text(commit.body, 'sha');
  await send(double, 'PATCH', at(repository, '/git/refs/heads/main'), { sha });
  git(repository.gitDirectory, 'fsck', '--strict', '--no-dangling');
  const clone = mkdtempSync(path.join(os.tmpdir(), 'clone-'));
  t.teardown(() => rmSync(clone, { recursive: true }));
  git(clone, 'clone', '--quiet', repository.gitDirectory, '.');
  const list = git(
    clone,
    '-c',
    'core.quotePath=false',
    'ls-tree',
    '-r',
    '--format=%(objectmode) %(path)',
    sha,
  );
  t.deepEqual(list.split('\n'), [
    '100644 a.txt/was-a-file',
    '100644 b/d.txt',
    '100644 b/ü/new.txt',
    '100644 copy/c.txt',
    '100644 copy/d.txt',
    '120000 link',
    '100755 run',
    '100644 smile',
  ]);
  t.is(readFileSync(path.join(clone, 'b', 'ü', 'new.txt'), 'utf8'), 'line\r\n');
  t.is(readFileSync(path.join(clone, 'smile'), 'utf8'), '\u{1F640}');
  t.is(
    git(clone, 'log', '-1', '--format=%an <%ae>, %cn%n%B'),
    'fingerpost[bot] <41+fingerpost[bot]@users.noreply.github.com>, GitHub\nChange much\n\nRender-Digest: 1',
  );
  const signed = await send(double, 'POST', at(repository, '/git/commits'), {
    message: 'By somebody',
    tree: text(tree.body, 'sha'),
    author: { name: 'octocat', email: 'octocat@example.com' },
  });
  t.is(objectAt(signed.body, 'verification')['verified'], false);
});

test('what GitHub refuses', async (t) => {
  const double = await useDouble(t);
  const { base, head, repository } = await propose(double);
  await repository.commit('orphan', { x: '1' });
  const main = await repository.readBranch('main');
  const file = { path: 'x', mode: '100644', type: 'blob' };
  const many = Array.from({ length: 251 }, (_, index) => ({
    ...file,
    path: `x${index}`,
    content: '',
  }));
  const long = 'é'.repeat(65_537);
  const tree = (entry: JsonObject): Json => ({
    base_tree: main?.tree ?? '',
    tree: [{ ...file, ...entry }],
  });
  const pull = (from: string, to: string): Json => ({ base: to, head: from, title: 'x' });
  const REFUSED: readonly (readonly [
    status: number,
    message: RegExp,
    method: string,
    rest: string,
    body?: Json,
  ])[] = [
    [422, /GitRPC::BadObjectState/, 'POST', '/git/trees', tree({ sha: null })],
    [
      422,
      /either tree.sha or tree.content/,
      'POST',
      '/git/trees',
      tree({ sha: head, content: '' }),
    ],
    [422, /either tree.sha or tree.content/, 'POST', '/git/trees', tree({})],
    [422, /not a valid blob/, 'POST', '/git/trees', tree({ sha: NOWHERE })],
    [422, /malformed path/, 'POST', '/git/trees', tree({ path: '../x', content: '' })],
    [422, /malformed path/, 'POST', '/git/trees', tree({ path: '.git/x', content: '' })],
    [422, /Invalid tree info/, 'POST', '/git/trees', { tree: [] }],
    [422, /input was too large/, 'POST', '/git/trees', { tree: many }],
    [422, /input was too large/, 'POST', '/git/trees', tree({ content: 'x'.repeat(2_500_001) })],
    [
      404,
      /Not Found/,
      'POST',
      '/git/trees',
      { base_tree: NOWHERE, tree: [{ ...file, content: '' }] },
    ],
    [422, /Tree SHA does not exist/, 'POST', '/git/commits', { message: 'x', tree: NOWHERE }],
    [
      422,
      /Parent SHA does not exist/,
      'POST',
      '/git/commits',
      { message: 'x', tree: main?.tree ?? '', parents: [NOWHERE] },
    ],
    [422, /Reference already exists/, 'POST', '/git/refs', { ref: `refs/heads/${DEV}`, sha: base }],
    [
      422,
      /Reference update failed|cannot lock ref/,
      'POST',
      '/git/refs',
      { ref: 'refs/heads/environment', sha: base },
    ],
    [422, /at least two slashes/, 'POST', '/git/refs', { ref: 'main', sha: base }],
    [422, /Object does not exist/, 'POST', '/git/refs', { ref: 'refs/heads/new', sha: NOWHERE }],
    [422, /Update is not a fast forward/, 'PATCH', `/git/refs/heads/${NEXT}`, { sha: base }],
    [422, /Reference does not exist/, 'PATCH', '/git/refs/heads/none', { sha: base }],
    [422, /Reference does not exist/, 'DELETE', '/git/refs/heads/none'],
    [404, /Not Found/, 'GET', '/git/ref/heads/environment'],
    [404, /Branch not found/, 'GET', '/branches/none'],
    [
      422,
      /Validation Failed.*already exists for example:environment\/dev-next/,
      'POST',
      '/pulls',
      pull(NEXT, DEV),
    ],
    [
      422,
      /No commits between environment\/dev and environment\/dev"/,
      'POST',
      '/pulls',
      pull(DEV, DEV),
    ],
    [422, /has no history in common with environment\/dev/, 'POST', '/pulls', pull('orphan', DEV)],
    [422, /"field":"head","code":"invalid"/, 'POST', '/pulls', pull('none', DEV)],
    [422, /"field":"base","code":"invalid"/, 'POST', '/pulls', pull(NEXT, 'none')],
    [422, /body is too long/, 'PATCH', '/pulls/1', { body: long }],
    [422, /Body is too long/, 'POST', '/issues/1/comments', { body: long }],
    [422, /Body can't be blank/, 'POST', '/issues/1/comments', { body: ' ' }],
    [404, /Not Found/, 'POST', '/issues/2/comments', { body: 'x' }],
    [404, /Label does not exist/, 'DELETE', '/issues/1/labels/none'],
    [
      422,
      /only be requested from collaborators/,
      'POST',
      '/pulls/1/requested_reviewers',
      { reviewers: ['monalisa'] },
    ],
    [
      422,
      /from pull request author/,
      'POST',
      '/pulls/1/requested_reviewers',
      { reviewers: ['fingerpost[bot]'] },
    ],
    [409, /Head branch was modified/, 'PUT', '/pulls/1/merge', { sha: base }],
    [422, /No commit found for SHA/, 'POST', '/check-runs', { name: 'verify', head_sha: NOWHERE }],
    [403, /not accessible by integration/, 'POST', `/statuses/${head}`, { state: 'success' }],
    [404, /No common ancestor/, 'GET', '/compare/main...orphan'],
  ];
  for (const [status, message, method, rest, body] of REFUSED) {
    const answer = await send(double, method, at(repository, rest), body);
    const what = `${method} ${rest} ${message.source}`;
    t.is(answer.status, status, what);
    t.regex(JSON.stringify(answer.body), message, what);
  }
  const person = { url: double.url, token: double.personalToken };
  const check = await send(person, 'POST', at(repository, '/check-runs'), {
    name: 'verify',
    head_sha: head,
  });
  t.like(check, { status: 403, body: { message: 'You must authenticate via a GitHub App.' } });
  const stranger = await send({ url: double.url, token: 'ghp_none' }, 'GET', at(repository));
  t.like(stranger, { status: 401, body: { message: 'Bad credentials' } });
  t.is((await send(double, 'GET', '/user')).status, 403);
});

test('refs are moved all or none, from what they were', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ a: '1' });
  const first = await repository.commit(DEV, { a: '1' });
  const second = await repository.commit(DEV, { a: '2' });
  const other = await repository.commit('other', { b: '1' });
  const [dev, next] = [`refs/heads/${DEV}`, `refs/heads/${NEXT}`];
  const branches = (): string[] =>
    git(
      repository.gitDirectory,
      'for-each-ref',
      '--format=%(refname:lstrip=2) %(objectname)',
    ).split('\n');
  const before = branches();
  const REFUSED: readonly (readonly [Json, RegExp])[] = [
    [[{ name: dev, beforeOid: first, afterOid: other, force: true }], /update failed/],
    [[{ name: dev, beforeOid: ZERO, afterOid: other, force: true }], /update failed/],
    [[{ name: next, beforeOid: first, afterOid: other }], /update failed/],
    [[{ name: dev, beforeOid: second, afterOid: other }], /not a fast forward/],
    [
      [
        { name: next, beforeOid: ZERO, afterOid: first },
        { name: dev, beforeOid: first, afterOid: second },
      ],
      /update failed/,
    ],
    [[{ name: next, afterOid: NOWHERE }], /does not exist/],
  ];
  for (const [updates, message] of REFUSED) {
    t.regex((await updateRefs(double, repository, updates)) ?? '', message);
    t.deepEqual(branches(), before, JSON.stringify(updates));
  }
  const moves = [
    { name: dev, beforeOid: second, afterOid: other, force: true },
    { name: next, beforeOid: ZERO, afterOid: first },
    { name: 'refs/heads/other', beforeOid: other, afterOid: ZERO },
  ];
  t.is(await updateRefs(double, repository, moves), undefined);
  t.deepEqual(branches().slice(0, 2), [`${DEV} ${other}`, `${NEXT} ${first}`]);
  t.is(branches().length, 3);
});

test('a pull request follows its branches', async (t) => {
  const double = await useDouble(t);
  const MOVES: readonly (readonly [
    what: string,
    state: string,
    isMerged: boolean,
    move: (repository: DoubleRepository, base: string, head: string) => Promise<unknown>,
  ])[] = [
    ['nothing', 'open', false, async () => undefined],
    ['its head goes on', 'open', false, (repository) => repository.commit(NEXT, { x: '1' })],
    ['its base goes on', 'open', false, (repository) => repository.commit(DEV, { x: '1' })],
    [
      'its head is put back to its base',
      'closed',
      false,
      (repository, base) =>
        send(double, 'PATCH', at(repository, `/git/refs/heads/${NEXT}`), {
          sha: base,
          force: true,
        }),
    ],
    [
      'its head goes',
      'closed',
      false,
      (repository) => send(double, 'DELETE', at(repository, `/git/refs/heads/${NEXT}`)),
    ],
    [
      'its base goes',
      'closed',
      false,
      (repository) => send(double, 'DELETE', at(repository, `/git/refs/heads/${DEV}`)),
    ],
    [
      'its base takes it in',
      'closed',
      true,
      (repository, _, head) =>
        send(double, 'PATCH', at(repository, `/git/refs/heads/${DEV}`), { sha: head }),
    ],
    [
      'somebody closes it',
      'closed',
      false,
      (repository) => send(double, 'PATCH', at(repository, '/pulls/1'), { state: 'closed' }),
    ],
    [
      'somebody pushes past the interface',
      'closed',
      false,
      async (repository, base) =>
        git(repository.gitDirectory, 'update-ref', `refs/heads/${NEXT}`, base),
    ],
  ];
  for (const [what, state, isMerged, move] of MOVES) {
    const { base, head, repository } = await propose(double);
    await move(repository, base, head);
    const { body } = await send(double, 'GET', at(repository, '/pulls/1'));
    t.like(body, { state, merged: isMerged }, what);
  }
  const { repository } = await propose(double);
  await repository.commit(DEV, { 'go-server/manifest.yaml': 'replicas: 3\n' });
  const first = await send(double, 'GET', at(repository, '/pulls/1'));
  t.like(first.body, { mergeable: null, mergeable_state: 'unknown' });
  const later = await send(double, 'GET', at(repository, '/pulls/1'));
  t.like(later.body, { mergeable: false, mergeable_state: 'dirty' });
  const merge = await send(double, 'PUT', at(repository, '/pulls/1/merge'), {});
  t.is(merge.status, 405);
});

test('auto-merge waits for what is required', async (t) => {
  const double = await useDouble(t);
  const { head, pull, repository } = await propose(double);
  const check = (conclusion: string): Json => ({ name: 'verify', head_sha: head, conclusion });
  t.is(
    await enableAutoMerge(double, pull.body),
    'Pull request Protected branch rules not configured for this branch',
  );
  repository.protect(DEV, { checks: ['verify'], approvals: 1 });
  t.regex((await enableAutoMerge(double, pull.body, { expectedHeadOid: ZERO })) ?? '', /head sha/);
  repository.settings.allowAutoMerge = false;
  t.is(await enableAutoMerge(double, pull.body), 'Auto merge is not allowed for this repository');
  repository.settings.allowAutoMerge = true;
  const early = await send(double, 'PUT', at(repository, '/pulls/1/merge'), { sha: head });
  t.is(early.status, 405);
  t.is(await enableAutoMerge(double, pull.body, { expectedHeadOid: head }), undefined);
  await send(double, 'POST', at(repository, '/check-runs'), check('failure'));
  await send(double, 'POST', at(repository, '/check-runs'), check('success'));
  const waiting = await send(double, 'GET', at(repository, '/pulls/1'));
  t.like(waiting.body, { state: 'open', auto_merge: { merge_method: 'squash' } });
  const person = { url: double.url, token: double.personalToken };
  await send(person, 'POST', at(repository, '/pulls/1/reviews'), { event: 'APPROVE' });
  const merged = await send(double, 'GET', at(repository, '/pulls/1'));
  t.like(merged.body, {
    state: 'closed',
    merged: true,
    auto_merge: null,
    merged_by: { login: 'fingerpost[bot]' },
  });
  const dev = await repository.readBranch(DEV);
  t.is(String(dev?.files.get('go-server/manifest.yaml')), 'replicas: 2\n');
  t.is(dev?.message, 'Render (#1)');

  const ready = await propose(double);
  ready.repository.protect(DEV, { checks: ['verify'] });
  await send(double, 'POST', at(ready.repository, '/check-runs'), {
    ...(check('success') as JsonObject),
    head_sha: ready.head,
  });
  t.is(
    await enableAutoMerge(double, ready.pull.body),
    'Pull request Pull request is in clean status',
  );
  const done = await send(double, 'PUT', at(ready.repository, '/pulls/1/merge'), {
    sha: ready.head,
  });
  t.like(done, { status: 200, body: { merged: true } });

  const queued = await propose(double);
  queued.repository.protect(DEV, { checks: ['verify'] });
  queued.repository.settings.mergeQueue = true;
  t.is(await enableAutoMerge(double, queued.pull.body), undefined);
  await send(double, 'POST', at(queued.repository, '/check-runs'), {
    ...(check('success') as JsonObject),
    head_sha: queued.head,
  });
  t.like(queued.repository.pulls[0], { state: 'open', isQueued: true });
  queued.repository.mergeQueued();
  t.like(queued.repository.pulls[0], { state: 'closed', isQueued: false });
});

test('only the App moves a branch that is kept for it', async (t) => {
  const double = await useDouble(t);
  const { base, head, repository } = await propose(double);
  repository.protect(DEV, { appOnly: true });
  const person = { url: double.url, token: double.personalToken };
  const address = at(repository, `/git/refs/heads/${DEV}`);
  const refused = await send(person, 'PATCH', address, { sha: head });
  t.is(refused.status, 422);
  t.regex(
    text(refused.body, 'message'),
    /^Repository rule violations found\n\nCannot update this protected ref/,
  );
  t.is((await send(person, 'DELETE', address)).status, 422);
  t.is((await repository.readBranch(DEV))?.commit, base);
  t.is((await send(double, 'PATCH', address, { sha: head })).status, 200);
  const rules = await send(double, 'GET', at(repository, `/rules/branches/${DEV}`));
  t.deepEqual(
    listAt({ rules: rules.body ?? null }, 'rules').map((rule) => text(rule, 'type')),
    ['creation', 'update', 'deletion'],
  );
});

test('faults come where they are asked for', async (t) => {
  const double = await useDouble(t);
  const { base, repository } = await propose(double);
  const comments = async (): Promise<number> => {
    const { body } = await send(double, 'GET', at(repository, '/issues/1/comments?per_page=100'));
    return listAt({ body: body ?? null }, 'body').length;
  };
  const on = 'issues/create-comment';
  const FAULTS: readonly (readonly [
    Fault,
    answers: readonly (number | string)[],
    written: number,
  ])[] = [
    [{ on, trouble: serverError() }, [502, 201, 201], 2],
    [{ on, trouble: serverError(503), when: 'after' }, [503, 201, 201], 3],
    [{ on, trouble: badCredentials(), nth: 2 }, [201, 401, 201], 2],
    [{ on, trouble: secondaryLimit(7), times: 2 }, [403, 403, 201], 1],
    [
      { on: 'write', trouble: reset, when: 'after', times: Infinity },
      ['broken', 'broken', 'broken'],
      3,
    ],
    [{ on: 'any', trouble: reset, nth: 2 }, [201, 'broken', 201], 2],
    [{ on: 'git/create-ref', trouble: reset }, [201, 201, 201], 3],
    [{ on, trouble: slow(5) }, [201, 201, 201], 3],
  ];
  for (const [fault, answers, written] of FAULTS) {
    const before = await comments();
    double.inject(fault);
    const got: (number | string)[] = [];
    for (const body of ['one', 'two', 'three']) {
      const answer = await send(double, 'POST', at(repository, '/issues/1/comments'), {
        body,
      }).catch(() => undefined);
      got.push(answer?.status ?? 'broken');
      if (answer?.status === 403) t.is(answer.headers.get('retry-after'), '7');
    }
    double.clearFaults();
    t.deepEqual(got, [...answers], JSON.stringify(fault));
    t.is((await comments()) - before, written, JSON.stringify(fault));
  }
  double.inject({ on: 'git/get-tree', trouble: truncatedTree });
  await repository.commit(DEV, { a: '1', b: '2', c: '3' });
  const cut = await send(
    double,
    'GET',
    at(repository, `/git/trees/${encodeURIComponent(DEV)}?recursive=1`),
  );
  t.like(cut.body, { truncated: true });
  const whole = await send(
    double,
    'GET',
    at(repository, `/git/trees/${encodeURIComponent(DEV)}?recursive=1`),
  );
  t.like(whole.body, { truncated: false });
  repository.settings.treeLimit = 2;
  const large = await send(
    double,
    'GET',
    at(repository, `/git/trees/${encodeURIComponent(DEV)}?recursive=1`),
  );
  t.is(listAt(large.body, 'tree').length, 2);
  t.like(large.body, { truncated: true });
  double.forget();
  double.inject({ on: 'graphql:updateRefs', trouble: serverError(), when: 'after' });
  const created = [{ name: 'refs/heads/new', beforeOid: ZERO, afterOid: base }];
  t.is(await updateRefs(double, repository, created), 'Server Error');
  t.is((await repository.readBranch('new'))?.commit, base);
  t.deepEqual(writesOf(double.exchanges), ['graphql:updateRefs']);
});

test('clients of GitHub speak to it', async (t) => {
  const double = await useDouble(t);
  const { repository } = await propose(double);
  const { name: repo, owner } = repository;
  for (const baseUrl of [double.url, `${double.url}/api/v3`]) {
    const { appId, installationId, privateKey } = double.app();
    const octokit = new Octokit({
      authStrategy: createAppAuth,
      auth: { appId, installationId, privateKey },
      baseUrl,
    });
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }');
    t.is(viewer.login, 'fingerpost[bot]');
    for (let count = 0; count < 35; count += 1) {
      await octokit.issues.createComment({ owner, repo, issue_number: 1, body: String(count) });
    }
    const comments = await octokit.paginate(octokit.issues.listComments, {
      owner,
      repo,
      issue_number: 1,
    });
    t.is(comments.at(-1)?.body, '34');
    t.is(comments[0]?.user?.login, 'fingerpost[bot]');
  }
  t.is(
    (await send(double, 'GET', at(repository, '/issues/1/comments?per_page=100'))).headers.get(
      'link',
    ),
    null,
  );
  const reader = await useDouble(t, { permissions: { contents: 'read', metadata: 'read' } });
  const other = await reader.makeRepository({ a: '1' });
  const written = await send(reader, 'POST', at(other, '/git/blobs'), { content: '' });
  t.like(written, { status: 403, body: { message: 'Resource not accessible by integration' } });
  t.is((await send(reader, 'GET', at(other, '/git/ref/heads/main'))).status, 200);
});
