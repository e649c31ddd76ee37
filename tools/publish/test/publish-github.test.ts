import { createHash } from 'node:crypto';

import test from 'ava';
import { branchNames, findRepositoryPlace, METADATA, PublishError } from '@fingerpost/publish';
import type { PublishInput } from '@fingerpost/publish';

import type { DoubleRepository } from './double/double.ts';
import { writesOf } from './double/exchange.ts';
import { truncatedTree, unprocessable } from './double/faults.ts';
import { run as git } from './double/git/run.ts';
import type { JsonObject } from './double/json.ts';
import { useDouble } from './double/use-double.ts';
import { missingForLive, tryLive } from './live.ts';
import { personAt } from './publishing/people.ts';
import { assertNoSecrets, FAST, inputOf, run, said, UNITS } from './publishing/publisher.ts';
import type { Units } from './publishing/publisher.ts';

const BASE = 'environment/dev';
const NEXT = 'environment/dev-next';
const PERSON = {
  GIT_AUTHOR_NAME: 'octocat',
  GIT_AUTHOR_EMAIL: 'octocat@example.com',
  GIT_COMMITTER_NAME: 'octocat',
  GIT_COMMITTER_EMAIL: 'octocat@example.com',
};
const GREEN = { merge: 'when-green' } as const;

test('a proposal for dev waits for its checks, and is merged with its own message', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const { rest, repository: here } = personAt(double, repository);
  repository.protect(BASE, { checks: ['fingerpost/rendered', 'ci'] });

  t.is((await run(double, repository, inputOf(UNITS, GREEN))).pullRequest?.merge, 'waiting');
  t.like(await run(double, repository, inputOf(UNITS, GREEN)), { writes: 0, outcome: 'current' });

  // Other files: what was switched on for the first ones is switched on anew, with the new message.
  const input = inputOf({ 'go-server': 'kind: Service\n' }, GREEN, 'b');
  const { proposal } = await run(double, repository, input);
  t.is(repository.pulls[0]?.autoMerge?.title, input.message.split('\n')[0]);
  await rest.repos.createCommitStatus({
    ...here,
    sha: proposal?.sha ?? '',
    context: 'ci',
    state: 'success',
  });

  const base = await repository.readBranch(BASE);
  t.deepEqual([...(base?.files.keys() ?? [])], [...input.files.keys()]);
  t.true(base?.message.includes(`Render-Digest: ${input.digest}`), base?.message);
  t.is((await run(double, repository, input)).outcome, 'withdrawn');
  t.like(await run(double, repository, input), { writes: 0, outcome: 'unchanged' });
});

test('a proposal for dev that is green already is merged at once', async (t) => {
  const double = await useDouble(t);
  for (const checks of [['fingerpost/rendered'], undefined]) {
    const repository = await double.makeRepository({ 'README.md': 'Example\n' });
    if (checks) repository.protect(BASE, { checks });
    const input = inputOf(UNITS, GREEN);
    t.is((await run(double, repository, input)).pullRequest?.merge, 'merged');
    const base = await repository.readBranch(BASE);
    t.deepEqual([...(base?.files.keys() ?? [])], [...input.files.keys()]);
    t.is(await repository.readBranch(NEXT), undefined);
    t.like(await run(double, repository, input), { writes: 0, outcome: 'unchanged' });
  }
});

test('what is never merged by itself', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const failing = { ...inputOf(UNITS).check, conclusion: 'failure' } as const;
  const first = await run(double, repository, inputOf(UNITS, { ...GREEN, check: failing }));
  t.is(first.pullRequest?.merge, 'failing');
  await t.throwsAsync(run(double, repository, inputOf(UNITS, { ...GREEN, environment: 'prod' })), {
    instanceOf: PublishError,
  });
  t.is((await run(double, repository, inputOf(UNITS))).pullRequest?.merge, 'by-hand');
  repository.settings.allowAutoMerge = false;
  t.is((await run(double, repository, inputOf(UNITS, GREEN))).pullRequest?.merge, 'by-hand');
  t.true(said.some((text) => text.includes('does not allow auto-merge')));
  t.is(repository.pulls[0]?.state, 'open');
});

test('a proposal whose own check fails now is not left to merge by itself', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  repository.protect(BASE, { checks: ['ci'] });
  const input = inputOf(UNITS, GREEN);
  t.is((await run(double, repository, input)).pullRequest?.merge, 'waiting');
  const failing = { ...input, check: { ...input.check, conclusion: 'failure' } } as const;
  t.like((await run(double, repository, failing)).pullRequest, { merge: 'failing' });
  t.is(repository.pulls[0]?.autoMerge, undefined);
  t.is((await run(double, repository, failing)).writes, 0);
});

test('a pull request in the merge queue is left alone', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const first = await run(double, repository, inputOf(UNITS));
  Object.assign(repository.pulls[0] ?? {}, { isQueued: true });
  const later = await run(double, repository, inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b'));
  t.like(later, { outcome: 'queued', writes: 0, proposal: first.proposal });
  t.like(await run(double, repository, inputOf(UNITS)), { outcome: 'current', writes: 0 });
});

test('only the App may push: as an App, as its installation, and at the address of GitHub Enterprise', async (t) => {
  const double = await useDouble(t);
  const { appId, privateKey, installationId } = double.app();
  const app = { kind: 'app', appId: String(appId), privateKey } as const;
  const ways = [
    { authentication: { ...app, installationId } },
    { authentication: app },
    { apiUrl: `${double.url}/api/v3/` },
  ];
  for (const way of ways) {
    const repository = await double.makeRepository({ 'README.md': 'Example\n' });
    repository.protect(BASE, { appOnly: true, checks: ['fingerpost/rendered'] });
    repository.protect(NEXT, { appOnly: true });
    const { pulls } = repository;
    t.is((await run(double, repository, inputOf(UNITS), way)).outcome, 'proposed');
    t.is(pulls[0]?.account.login, 'fingerpost[bot]');
    t.is((await run(double, repository, inputOf(UNITS), way)).writes, 0);
  }
});

test('with the token of a person the check is a commit status', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const way = { authentication: { kind: 'token', token: double.personalToken } } as const;
  const input = inputOf(UNITS);
  const { proposal } = await run(double, repository, input, way);
  const { rest, repository: here } = personAt(double, repository);
  const { data } = await rest.repos.getCombinedStatusForRef({ ...here, ref: proposal?.sha ?? '' });
  t.like(data.statuses[0], { context: 'fingerpost/rendered', state: 'success' });
  t.regex(data.statuses[0]?.description ?? '', /sha256:/);
  // Octocat wrote it, so octocat is not asked to review it.
  t.deepEqual(repository.pulls[0]?.reviewers, []);
  t.is((await run(double, repository, input, way)).writes, 0);
});

test('no right to label or to ask for reviews is no reason to stop', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const input = inputOf(UNITS);
  const pullRequest = { ...input.pullRequest, teamReviewers: ['platform', 'no-such-team'] };
  const result = await run(double, repository, { ...input, pullRequest });
  t.is(result.outcome, 'proposed');
  t.true(said.some((text) => text.includes('nobody was asked to review')));
});

test('a list of files that GitHub cuts is an error, and nothing is written', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  await run(double, repository, inputOf(UNITS));
  const before = double.exchanges.length;
  double.inject({ on: 'git/get-tree', trouble: truncatedTree });
  const changed = inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b');
  const error = await t.throwsAsync(run(double, repository, changed), { instanceOf: PublishError });
  t.regex(error.message, /^environment\/dev has more files than GitHub lists at once/);
  t.deepEqual(writesOf(double.exchanges.slice(before)), []);
});

test('two publishers at once: one proposal, one pull request, nothing lost', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const inputs = [inputOf(UNITS), inputOf({ ...UNITS, frontend: 'kind: Service\n' }, {}, 'b')];
  const outcomes = await Promise.allSettled(inputs.map((input) => run(double, repository, input)));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      t.true(outcome.reason instanceof PublishError, String(outcome.reason));
  }
  const [, last = inputOf(UNITS)] = inputs;
  await run(double, repository, last);
  t.is(repository.pulls.filter(({ state }) => state === 'open').length, 1);
  t.deepEqual(
    [...((await repository.readBranch(NEXT))?.files.keys() ?? [])],
    [...last.files.keys()],
  );
  t.is((await run(double, repository, last)).writes, 0);
});

test('what GitHub says is told without the token in it', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const trouble = unprocessable(`The token ${double.token} may not do this`);
  double.inject({ on: 'pulls/create', trouble });
  const error = await t.throwsAsync(run(double, repository, inputOf(UNITS)), {
    instanceOf: PublishError,
  });
  t.regex(error.message, /POST .*\/pulls: 422, The token \[secret\] may not do this/);
});

/** One commit on the environment branch in place of the proposal, as after `git commit --amend` and a push by force. */
async function replaceProposal(
  repository: DoubleRepository,
  files: ReadonlyMap<string, Uint8Array>,
  message: string,
  author?: { readonly name: string; readonly email: string },
): Promise<string> {
  git(repository.gitDirectory, ['update-ref', '-d', `refs/heads/${NEXT}`]);
  const texts = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()] as const);
  const options = { from: BASE, message, ...(author && { author }) };
  return repository.commit(NEXT, Object.fromEntries(texts), options);
}

test('one commit with our trailers by somebody else stops it, whoever they are', async (t) => {
  const double = await useDouble(t);
  const input = inputOf(UNITS);
  const changed = inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b');
  const lie = Buffer.from('{"drySha": "lie"}\n');
  const lying = new Map([...input.files, [METADATA, lie] as const]);
  const stranger = { name: 'Nobody', email: 'nobody@example.org' };
  const cases = [
    // Other files are to be proposed, and an account that GitHub does not know wrote what is there.
    { files: input.files, author: stranger, next: changed },
    // The files are the same, but what the notes say is not.
    { files: lying, author: undefined, next: input },
    { files: lying, author: stranger, next: input },
  ];
  for (const { files, author, next } of cases) {
    const repository = await double.makeRepository({ 'README.md': 'Example\n' });
    await run(double, repository, input);
    const theirs = await replaceProposal(repository, files, input.message, author);
    const error = await t.throwsAsync(run(double, repository, next), { instanceOf: PublishError });
    t.true(error.message.includes(theirs.slice(0, 12)), error.message);
    t.is((await repository.readBranch(NEXT))?.commit, theirs);
    t.is((await run(double, repository, { ...next, force: true })).outcome, 'proposed');
    t.is((await run(double, repository, next)).writes, 0);
  }
});

test('an environment branch that began anew has nothing in common with the proposal', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const input = inputOf(UNITS);
  await run(double, repository, input);
  git(repository.gitDirectory, ['update-ref', '-d', `refs/heads/${BASE}`]);
  const error = await t.throwsAsync(run(double, repository, input), { instanceOf: PublishError });
  t.regex(error.message, /^environment\/dev-next has no history in common with environment\/dev/);
  t.is((await run(double, repository, { ...input, force: true })).outcome, 'proposed');
  t.is((await run(double, repository, input)).writes, 0);
});

test('a list of pull requests that is late, and one of a fork', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  double.mutate((operation, answer) =>
    operation === 'pulls/list' ? { ...answer, body: [] } : answer,
  );
  const input = inputOf(UNITS);
  t.is((await run(double, repository, input)).pullRequest?.number, 1);
  // A fork of the same owner has a branch of the same name: that pull request is not ours.
  double.mutate((operation, answer) => {
    if (operation !== 'pulls/list') return answer;
    const pulls = (answer.body as JsonObject[]).map((pull) => {
      const head = pull['head'] as JsonObject;
      return { ...pull, head: { ...head, repo: { ...(head['repo'] as JsonObject), id: 999 } } };
    });
    return { ...answer, body: pulls };
  });
  const before = double.exchanges.length;
  await t.throwsAsync(run(double, repository, inputOf(UNITS, { report: 'New.' })));
  t.deepEqual(writesOf(double.exchanges.slice(before)), ['pulls/create']);
});

test('a token that may not even read checks sets a commit status', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const body = { message: 'Resource not accessible by personal access token', status: '403' };
  const trouble = { kind: 'answer', answer: { status: 403, body } } as const;
  double.inject({ on: 'checks/list-for-ref', times: 100, trouble });
  const way = { authentication: { kind: 'token', token: double.personalToken } } as const;
  const { proposal } = await run(double, repository, inputOf(UNITS), way);
  const { rest, repository: here } = personAt(double, repository);
  const { data } = await rest.repos.getCombinedStatusForRef({ ...here, ref: proposal?.sha ?? '' });
  t.like(data.statuses[0], { context: 'fingerpost/rendered', state: 'success' });
  t.is((await run(double, repository, inputOf(UNITS), way)).writes, 0);
});

test('pushed alone, as GitOps Promoter wants it', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const { gitDirectory } = repository;
  const push = async (units: Units, letter: string, more: Partial<PublishInput> = {}) => {
    const pushOnly = { drySha: letter.repeat(40), check: false };
    return run(double, repository, inputOf(units, { pushOnly, ...more }, letter));
  };
  const tip = (branch: string) => git(gitDirectory, ['rev-parse', `refs/heads/${branch}`]).trim();
  const noteOf = (commit: string) =>
    git(gitDirectory, ['notes', '--ref=hydrator.metadata', 'show', commit]);
  const note = (letter: string) => `{"drySha":"${letter.repeat(40)}"}\n`;

  const first = await push(UNITS, 'a');
  t.like(first, { outcome: 'proposed', note: { sha: tip(NEXT), written: true } });
  t.is(first.pullRequest, undefined);
  t.is(noteOf(tip(NEXT)), note('a'));
  t.like(await push(UNITS, 'a'), { outcome: 'current', writes: 0, note: { written: false } });
  t.deepEqual((await personAt(double, repository).look()).pulls, []);

  // Another dry commit renders to the same: the note says so, and nothing else is written.
  const before = tip(NEXT);
  t.like(await push(UNITS, 'b'), { outcome: 'current', writes: 3 });
  t.is(tip(NEXT), before);
  t.is(noteOf(before), note('b'));

  // Promoter merges, with a commit of its own; what is proposed next follows on that.
  const { rest, repository: here } = personAt(double, repository);
  const { data: pull } = await rest.pulls.create({
    ...here,
    base: BASE,
    head: NEXT,
    title: 'Promote',
  });
  await rest.pulls.merge({ ...here, pull_number: pull.number, merge_method: 'merge' });
  t.like(await push(UNITS, 'b'), { outcome: 'unchanged', writes: 0 });
  t.is(tip(NEXT), before, 'the branch stays');
  const more = { ...UNITS, frontend: 'kind: Service\n' };
  t.is((await push(more, 'c')).outcome, 'proposed');
  t.is(git(gitDirectory, ['rev-parse', `${tip(NEXT)}^`]).trim(), tip(BASE));
  t.is(noteOf(tip(NEXT)), note('c'));

  // Promoter merges the base into the proposal and keeps the files of that: nobody's work is lost by going on.
  const merge = git(
    gitDirectory,
    ['commit-tree', `${tip(NEXT)}^{tree}`, '-p', tip(NEXT), '-p', tip(BASE), '-m', 'ours'],
    '',
    PERSON,
  ).trim();
  git(gitDirectory, ['update-ref', `refs/heads/${NEXT}`, merge]);
  t.like(await push(more, 'c'), { outcome: 'current', note: { sha: merge, written: true } });
  t.is((await push(more, 'c')).writes, 0);

  // Notes of others stay, however deep git keeps them; git reads ours among them.
  for (const commit of [tip(BASE), tip('main'), before]) {
    git(
      gitDirectory,
      ['notes', '--ref=hydrator.metadata', 'add', '-f', '-m', 'theirs', commit],
      '',
      PERSON,
    );
  }
  t.is((await push(more, 'd')).note?.written, true);
  t.is(noteOf(tip(NEXT)), note('d'));
  t.is(noteOf(tip('main')), 'theirs\n');
  git(gitDirectory, ['notes', '--ref=hydrator.metadata', 'remove', tip('main')], '', PERSON);
  t.is((await push(more, 'd')).writes, 0);

  // Taken back: the branch is where its base is, and stays.
  t.is((await push(UNITS, 'e')).outcome, 'withdrawn');
  t.is(tip(NEXT), tip(BASE));
  t.is((await push(UNITS, 'e')).writes, 0);

  // A person's commit stops it; with the check, that is posted on what was pushed.
  await push(more, 'f');
  await repository.commit(NEXT, { 'go-server/manifest.yaml': 'by hand\n' });
  await t.throwsAsync(push(more, 'f'), { instanceOf: PublishError });
  const checked = { pushOnly: { drySha: 'f'.repeat(40), check: true }, force: true };
  const forced = await push(more, 'f', checked);
  const { data } = await rest.checks.listForRef({ ...here, ref: forced.proposal?.sha ?? '' });
  t.is(data.check_runs[0]?.name, 'fingerpost/rendered');
  t.is((await push(more, 'f', checked)).writes, 0);
  t.notThrows(() => git(gitDirectory, ['fsck', '--strict', '--no-dangling']));
});

test('two that write notes at once: none is lost', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const input = (environment: string) => ({
    ...inputOf(UNITS),
    environment,
    branches: branchNames(environment),
    pushOnly: { drySha: 'a'.repeat(40), check: false },
  });
  const results = await Promise.all(
    ['dev', 'test', 'prod'].map(async (name) => run(double, repository, input(name))),
  );
  for (const { note } of results) {
    const shown = git(repository.gitDirectory, [
      'notes',
      '--ref=hydrator.metadata',
      'show',
      note?.sha ?? '',
    ]);
    t.regex(shown, /^\{"drySha":"a{40}"\}$/m);
  }
});

test('what test:live does to a real repository runs through, and leaves nothing behind', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const environment = {
    GITHUB_API_URL: double.url,
    FINGERPOST_LIVE_REPOSITORY: `${repository.owner}/${repository.name}`,
  };
  const refs = () => git(repository.gitDirectory, ['for-each-ref']);
  const before = refs();
  // A token of an App, and one of a person, which may not post checks.
  for (const token of [double.token, double.personalToken]) {
    const told: string[] = [];
    const live = { ...environment, FINGERPOST_LIVE_TOKEN: token };
    t.is(missingForLive(live), undefined);
    await tryLive(live, (text) => void told.push(text), { pace: FAST });
    said.push(...told);
    t.is(told.at(-1), 'cleaned up');
    t.is(refs(), before);
  }
  t.true(repository.pulls.every(({ state }) => state === 'closed'));
  t.regex(missingForLive(environment) ?? '', /^set FINGERPOST_LIVE_TOKEN: /);
});

test('notes that were read and are wrong are written anew', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const input = inputOf(UNITS, { merge: 'when-green' });
  await run(double, repository, input);
  const note = '{"drySha": "lie"}';
  const id = createHash('sha1').update(`blob ${note.length}\0${note}`).digest('hex');
  for (const path of [METADATA, `go-server/${METADATA}`]) {
    await repository.commit(BASE, { [path]: note });
    t.is((await run(double, repository, input)).outcome, 'unchanged');
    const told = { ...input, brokenNotes: new Set([id]) };
    t.like(await run(double, repository, told), {
      outcome: 'proposed',
      pullRequest: { merge: 'merged' },
    });
    const healed = (await repository.readBranch(BASE))?.files.get(path)?.toString();
    t.is(healed, new TextDecoder().decode(input.files.get(path)));
    t.like(await run(double, repository, told), { outcome: 'unchanged', writes: 0 });
  }
});

test('a key that is none', async (t) => {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  for (const installationId of [undefined, 8]) {
    const app = {
      kind: 'app',
      appId: '7',
      privateKey: 'no key of any kind',
      installationId,
    } as const;
    const error = await t.throwsAsync(
      run(double, repository, inputOf(UNITS), { authentication: app }),
      { instanceOf: PublishError },
    );
    t.notRegex(error.message, /no key of any kind/);
  }
});

test('where a repository is spoken to', (t) => {
  const cases: readonly (readonly [Record<string, string>, string, string])[] = [
    [{}, 'https://github.com/example/mono.git', 'https://api.github.com'],
    [{}, 'git@github.com:example/mono.git', 'https://api.github.com'],
    [{}, 'https://ghes.example.com/example/mono', 'https://ghes.example.com/api/v3'],
    [{}, 'https://ghes.example.com:8443/example/mono', 'https://ghes.example.com:8443/api/v3'],
    [{}, 'ssh://git@ghes.example.com:2222/example/mono', 'https://ghes.example.com/api/v3'],
    [{}, 'https://example.ghe.com/example/mono', 'https://api.example.ghe.com'],
    [{ GITHUB_REPOSITORY: 'example/mono' }, '', 'https://api.github.com'],
    [
      { GITHUB_API_URL: 'https://a.example.com/api/v3' },
      'https://b.example.com/example/mono',
      'https://a.example.com/api/v3',
    ],
  ];
  for (const [environment, origin, apiUrl] of cases) {
    t.deepEqual(
      findRepositoryPlace(environment, origin),
      { repository: { owner: 'example', repo: 'mono' }, apiUrl },
      origin,
    );
  }
  for (const name of ['../mono', 'example/..', 'example', 'a/b/c', 'example/mo no']) {
    t.throws(
      () => findRepositoryPlace({ GITHUB_REPOSITORY: name }, ''),
      { instanceOf: PublishError },
      name,
    );
  }
});

test.after('no secret in what was said', assertNoSecrets);
