import test from 'ava';
import { PublishError } from '@fingerpost/publish';

import { writesOf } from './double/exchange.ts';
import { truncatedTree, unprocessable } from './double/faults.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import { assertNoSecrets, inputOf, run, said, UNITS } from './publishing/publisher.ts';

const BASE = 'environment/dev';
const NEXT = 'environment/dev-next';
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

test.after('no secret in what was said', assertNoSecrets);
