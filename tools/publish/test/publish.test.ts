import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { PublishError } from '@fingerpost/publish';

import type { DoubleRepository } from './double/double.ts';
import { startEmulate } from './double/emulate.ts';
import type { TestRepository, TestServer } from './double/test-server.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import type { Person } from './publishing/people.ts';
import { assertNoSecrets, inputOf, run, said, UNITS } from './publishing/publisher.ts';

const NEXT = 'environment/dev-next';
const BASE = 'environment/dev';

interface World {
  readonly server: TestServer;
  readonly repository: TestRepository;
  readonly person: Person;
}

type Scenario = (t: ExecutionContext, world: World) => Promise<void>;

/** What holds on every server. */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the first run proposes, the second one writes nothing': async (
    t,
    { server, repository, person },
  ) => {
    const input = inputOf(UNITS);
    const first = await run(server, repository, input);
    t.is(first.outcome, 'proposed');
    t.true(first.base.created);
    t.true(first.pullRequest?.created);
    const base = await repository.readBranch(BASE);
    t.deepEqual([...(base?.files.keys() ?? [])], ['.gitattributes']);
    t.deepEqual(base?.parents, []);
    const branch = await repository.readBranch(NEXT);
    t.is(branch?.commit, first.proposal?.sha);
    t.deepEqual(branch?.parents, [base?.commit]);
    t.is(branch?.message, input.message);
    assertFiles(t, branch?.files, input.files);
    const sight = await person.look();
    t.like(sight.pulls[0], {
      state: 'open',
      title: 'Change 2 units of dev',
      labels: ['environment/dev'],
      reviewers: ['octocat'],
      checks: [`fingerpost/rendered completed success ${input.digest} 0`],
    });
    t.is(sight.pulls[0]?.comments.length, 1);

    const second = await run(server, repository, input);
    t.is(second.outcome, 'current');
    t.is(second.writes, 0);
    t.is(second.proposal?.sha, first.proposal?.sha);
    t.deepEqual(await person.look(), sight);
  },

  'another dry commit that renders to the same is no news': async (t, { server, repository }) => {
    await run(server, repository, inputOf(UNITS));
    const again = await run(server, repository, inputOf(UNITS, {}, 'b'));
    t.like(again, { outcome: 'current', writes: 0 });
  },

  'a new rendering replaces the commit and keeps the pull request': async (
    t,
    { server, repository, person },
  ) => {
    const first = await run(server, repository, inputOf(UNITS));
    const input = inputOf({ 'go-server': 'kind: Service\n', frontend: 'kind: Service\n' }, {}, 'b');
    const second = await run(server, repository, input);
    t.like(second, { outcome: 'proposed', pullRequest: { number: first.pullRequest?.number } });
    const branch = await repository.readBranch(NEXT);
    t.deepEqual(branch?.parents, [second.base.sha]);
    assertFiles(t, branch?.files, input.files);
    const sight = await person.look();
    t.is(sight.pulls.length, 1);
    t.is(sight.pulls[0]?.comments.length, 1);
    t.true(sight.pulls[0]?.comments[0]?.includes(input.digest));
    t.true(sight.pulls[0]?.body.includes(input.digest));
    t.is((await run(server, repository, input)).writes, 0);
  },

  'the base moved: one commit on top of the new base': async (t, { server, repository }) => {
    const input = inputOf(UNITS);
    const first = await run(server, repository, input);
    const moved = await repository.commit(BASE, {
      'go-server/manifest.yaml': 'old\n',
      'gone/x': 'x\n',
    });
    const second = await run(server, repository, input);
    t.like(second, { outcome: 'proposed', pullRequest: { number: first.pullRequest?.number } });
    t.is(second.files.removed, 1);
    const branch = await repository.readBranch(NEXT);
    t.deepEqual(branch?.parents, [moved]);
    assertFiles(t, branch?.files, input.files);
  },

  'merged: nothing is left to propose, and the branch goes': async (
    t,
    { server, repository, person },
  ) => {
    const input = inputOf(UNITS);
    const { pullRequest } = await run(server, repository, input);
    const pull_number = pullRequest?.number ?? 0;
    await person.rest.pulls.merge({ ...person.repository, pull_number, merge_method: 'squash' });
    t.is((await run(server, repository, input)).outcome, 'withdrawn');
    t.is(await repository.readBranch(NEXT), undefined);
    t.like(await run(server, repository, inputOf(UNITS, {}, 'c')), {
      outcome: 'unchanged',
      writes: 0,
    });
    const changed = inputOf({ ...UNITS, frontend: 'kind: Service\n' }, {}, 'd');
    const next = await run(server, repository, changed);
    t.like(next, { outcome: 'proposed', pullRequest: { created: true } });
    t.not(next.pullRequest?.number, pull_number);
    // Of what did not change, neither did the notes.
    t.like(next.files, { added: 3, changed: 1, removed: 0 });
  },

  'the content is reverted: the pull request is closed and the branch goes': async (
    t,
    { server, repository, person },
  ) => {
    const input = inputOf(UNITS);
    const first = await run(server, repository, input);
    await person.rest.pulls.merge({
      ...person.repository,
      pull_number: first.pullRequest?.number ?? 0,
      merge_method: 'squash',
    });
    await run(server, repository, inputOf({ ...UNITS, frontend: 'kind: Service\n' }, {}, 'b'));
    t.is((await run(server, repository, input)).outcome, 'withdrawn');
    const sight = await person.look();
    t.deepEqual(Object.keys(sight.branches), [`refs/heads/${BASE}`]);
    t.deepEqual(new Set(sight.pulls.map(({ state }) => state)), new Set(['closed']));
    t.like(await run(server, repository, input), { outcome: 'unchanged', writes: 0 });
  },

  'a person closed the pull request: there is a new one': async (
    t,
    { server, repository, person },
  ) => {
    const input = inputOf(UNITS);
    const first = await run(server, repository, input);
    const pull_number = first.pullRequest?.number ?? 0;
    await person.rest.pulls.update({ ...person.repository, pull_number, state: 'closed' });
    const second = await run(server, repository, input);
    t.like(second, { outcome: 'current', pullRequest: { created: true } });
    t.not(second.pullRequest?.number, pull_number);
    t.is(second.proposal?.sha, first.proposal?.sha);
  },

  'a commit of somebody else stops it, and force overwrites': async (t, { server, repository }) => {
    await run(server, repository, inputOf(UNITS));
    const theirs = await repository.commit(NEXT, { 'go-server/manifest.yaml': 'by hand\n' });
    const input = inputOf({ ...UNITS, frontend: 'kind: Service\n' }, {}, 'b');
    for (const proposed of [input, inputOf(UNITS)]) {
      const error = await t.throwsAsync(run(server, repository, proposed), {
        instanceOf: PublishError,
      });
      t.true(error.message.includes(theirs.slice(0, 12)), error.message);
      t.is((await repository.readBranch(NEXT))?.commit, theirs);
    }
    t.is((await run(server, repository, { ...input, force: true })).outcome, 'proposed');
    assertFiles(t, (await repository.readBranch(NEXT))?.files, input.files);
  },

  'a commit with our trailers by somebody else stops it too': async (t, { server, repository }) => {
    const input = inputOf(UNITS);
    await run(server, repository, input);
    await repository.commit(
      NEXT,
      { 'go-server/manifest.yaml': 'by hand\n' },
      { message: input.message },
    );
    await t.throwsAsync(run(server, repository, input), { instanceOf: PublishError });
  },

  'words of people stay': async (t, { server, repository, person }) => {
    const { pullRequest } = await run(server, repository, inputOf(UNITS));
    const pull_number = pullRequest?.number ?? 0;
    const { data: pull } = await person.rest.pulls.get({ ...person.repository, pull_number });
    const body = `Before.\r\n\r\n${(pull.body ?? '').replaceAll('\n', '\r\n')}\r\n\r\nAfter.`;
    await person.rest.pulls.update({ ...person.repository, pull_number, title: 'Mine', body });
    t.is((await run(server, repository, inputOf(UNITS))).writes, 0);
    const input = inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b');
    await run(server, repository, input);
    const [seen] = (await person.look()).pulls;
    t.is(seen?.title, 'Mine');
    t.regex(
      seen?.body ?? '',
      /^Before\.\n\n<!-- fingerpost:begin[\s\S]*<!-- fingerpost:end -->\n\nAfter\.$/,
    );
    t.true(seen?.body.includes(input.digest));
    await person.rest.pulls.update({ ...person.repository, pull_number, body: 'All mine.' });
    await run(server, repository, input);
    const [last] = (await person.look()).pulls;
    t.regex(last?.body ?? '', /^All mine\.\n\n<!-- fingerpost:begin/);
    t.is((await run(server, repository, input)).writes, 0);
  },

  'the title follows as long as it is ours': async (t, { server, repository, person }) => {
    await run(server, repository, inputOf(UNITS));
    await run(server, repository, inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b'));
    t.is((await person.look()).pulls[0]?.title, 'Change 1 units of dev');
  },

  'a planted comment with our marker is not ours': async (t, { server, repository, person }) => {
    const { pullRequest } = await run(server, repository, inputOf(UNITS));
    const [ours] = (await person.look()).pulls[0]?.comments ?? [];
    const planted = '<!-- fingerpost:report -->\nAll is well.';
    await person.rest.issues.createComment({
      ...person.repository,
      issue_number: pullRequest?.number ?? 0,
      body: planted,
    });
    t.is((await run(server, repository, inputOf(UNITS))).writes, 0);
    const input = inputOf(UNITS, { report: 'New.' });
    await run(server, repository, input);
    const comments = (await person.look()).pulls[0]?.comments;
    t.is(comments?.length, 2);
    t.not(comments?.[0], ours);
    t.is(comments?.[1], `octocat: ${planted}`);
  },

  'labels and reviewers of people stay, names that GitHub refuses are told': async (
    t,
    { server, repository, person },
  ) => {
    const first = await run(server, repository, inputOf(UNITS));
    const issue_number = first.pullRequest?.number ?? 0;
    await person.rest.issues.addLabels({ ...person.repository, issue_number, labels: ['by hand'] });
    t.is((await run(server, repository, inputOf(UNITS))).writes, 0);
    const input = inputOf(UNITS);
    const reviewers = ['nobody-of-this-name', 'hubot'];
    const pullRequest = { ...input.pullRequest, labels: ['environment/dev', 'more'], reviewers };
    const told: string[] = [];
    const notice = (text: string) => void told.push(text);
    await run(server, repository, { ...input, pullRequest }, { notice });
    said.push(...told);
    const [seen] = (await person.look()).pulls;
    t.deepEqual(seen?.labels.toSorted(), ['by hand', 'environment/dev', 'more']);
    t.true(seen?.reviewers.includes('octocat'));
    if (!seen?.reviewers.includes('hubot')) {
      t.true(told.some((text) => text.includes('nobody-of-this-name')));
    }
  },

  'folders that go, and UTF-8 paths': async (t, { server, repository, person }) => {
    const many = (from: number, to: number) =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, index) => [`unit-${from + index}`, `n: ${index}\n`]),
      );
    const plain = inputOf(many(0, 131));
    const withPath = (input: typeof plain) => ({
      ...input,
      files: new Map([...input.files, ['größe/日本語 🚀.yaml', Buffer.from('é\n')]]),
    });
    const first = await run(server, repository, withPath(plain));
    t.is(first.files.added, 395);
    // 4 trees, 2 commits and 2 refs, the first tree; pull request, label, reviewer, comment, check.
    t.true(first.writes <= 14, `${first.writes} writes`);
    assertFiles(t, (await repository.readBranch(NEXT))?.files, withPath(plain).files);
    await person.rest.pulls.merge({
      ...person.repository,
      pull_number: first.pullRequest?.number ?? 0,
      merge_method: 'squash',
    });
    await run(server, repository, withPath(plain));
    const fewer = inputOf({ ...many(40, 131), ...many(200, 230) }, {}, 'b');
    await run(server, repository, fewer);
    // What changed is in the same folder as what did not: its notes are those of the first commit.
    const branch = await repository.readBranch(NEXT);
    t.deepEqual([...(branch?.files.keys() ?? [])].toSorted(), [...fewer.files.keys()].toSorted());
    assertFiles(t, withoutNotes(branch?.files), withoutNotes(fewer.files));
  },

  'a file in the way of a folder, and a folder in the way of a file': async (
    t,
    { server, repository },
  ) => {
    await run(server, repository, inputOf({ 'go-server': 'kind: Service\n' }));
    await repository.commit(BASE, {
      'helper-server': 'a file\n',
      'hydrator.metadata/x': 'a folder\n',
    });
    const input = inputOf(UNITS, {}, 'b');
    await run(server, repository, input);
    assertFiles(t, (await repository.readBranch(NEXT))?.files, input.files);
  },

  '120 annotations': async (t, { server, repository }) => {
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: 'go-server/manifest.yaml',
      line: index + 1,
      level: 'warning' as const,
      message: `Number ${index}`,
    }));
    const input = inputOf(UNITS);
    const check = { ...input.check, conclusion: 'neutral' as const, annotations };
    const first = await run(server, repository, { ...input, check });
    t.is((await run(server, repository, { ...input, check })).writes, 0);
    const later = await run(server, repository, { ...input, check: { ...check, annotations: [] } });
    t.is(later.proposal?.sha, first.proposal?.sha);
    t.is(later.writes, 1);
  },

  'files that are not UTF-8 are refused before anything is written': async (
    t,
    { server, repository, person },
  ) => {
    const input = inputOf(UNITS);
    const files = new Map([
      ...input.files,
      ['go-server/manifest.yaml', new Uint8Array([0xff, 0xfe])],
    ]);
    const error = await t.throwsAsync(run(server, repository, { ...input, files }), {
      instanceOf: PublishError,
    });
    t.regex(error.message, /^go-server\/manifest\.yaml is not UTF-8/);
    t.is((await person.look()).pulls.length, 0);
  },
};

function withoutNotes(files: ReadonlyMap<string, Uint8Array> = new Map()): Map<string, Uint8Array> {
  return new Map([...files].filter(([name]) => !name.endsWith('hydrator.metadata')));
}

function assertFiles(
  t: ExecutionContext,
  found: ReadonlyMap<string, Uint8Array> | undefined,
  expected: ReadonlyMap<string, Uint8Array>,
): void {
  t.deepEqual(texts(found ?? new Map()), texts(expected));
}

function texts(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

/** Where emulate is not like git or GitHub. */
const EMULATE_DIFFERS: Readonly<Record<string, string>> = {
  'folders that go, and UTF-8 paths': 'it keeps trees of folders without files, which git has not',
};

const emulate = await startEmulate();
test.after('no secret in what was said', assertNoSecrets);
test.after.always(() => emulate.stop());

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  test(`double: ${name}`, async (t) => {
    const server = await useDouble(t);
    const repository = await server.makeRepository({ 'README.md': 'Example\n' });
    await scenario(t, { server, repository, person: personAt(server, repository) });
    assertRepository(t, repository);
  });

  if (name in EMULATE_DIFFERS) continue;
  test(`emulate: ${name}`, async (t) => {
    const repository = await emulate.makeRepository({ 'README.md': 'Example\n' });
    await scenario(t, { server: emulate, repository, person: personAt(emulate, repository) });
    t.deepEqual(emulate.violations, []);
  });
}

/** Git itself finds nothing wrong, and a clone holds what the branch is said to hold. */
function assertRepository(t: ExecutionContext, { gitDirectory }: DoubleRepository): void {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' });
  t.notThrows(() => git('-C', gitDirectory, 'fsck', '--strict', '--no-dangling'));
  const branches = git('-C', gitDirectory, 'branch', '--format=%(refname:short)').split('\n');
  if (!branches.includes(NEXT)) return;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'clone-'));
  try {
    git('clone', '--quiet', '--branch', NEXT, gitDirectory, folder);
    t.is(git('-C', folder, 'status', '--porcelain'), '');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    t.true(files.includes('.gitattributes'));
    t.true(readFileSync(path.join(folder, '.gitattributes'), 'utf8').length > 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
