import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import { isObject, listAt, objectAt } from './double/json.ts';
import type { Json } from './double/json.ts';
import { send } from './double/send.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import { FAST, inputOf, run, UNITS } from './publishing/publisher.ts';
import { readWorkflows } from './workflows/steps.ts';

const settings = path.resolve(import.meta.dirname, '../../../.github');

/** The rulesets with the ids of an App and a team in the place of 1 and 2. */
function readRulesets(app: number, team: number): Json[] {
  const folder = path.join(settings, 'rulesets');
  return fs.readdirSync(folder).map((name) => {
    const text = fs
      .readFileSync(path.join(folder, name), 'utf8')
      .replaceAll(
        /("(?:actor_id|integration_id)": )([12])\b/g,
        (_, key: string, id: string) => `${key}${id === '1' ? app : team}`,
      );
    return JSON.parse(text) as Json;
  });
}

const COMMIT = { message: 'By hand', parents: [] as string[] };

test('the rulesets are what GitHub takes, and hold: the App publishes, nobody else pushes', async (t) => {
  // Everything that is sent is checked against GitHub's own description: a key that it does not know fails the test.
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const { rest, repository: here } = personAt(double, repository);
  await run(double, repository, inputOf(UNITS), { pace: FAST });
  const admin = { url: double.url, token: double.personalToken };
  for (const ruleset of readRulesets(double.app().appId, 9)) {
    const { status } = await send(
      admin,
      'POST',
      `/repos/${here.owner}/${here.repo}/rulesets`,
      ruleset,
    );
    t.is(status, 201);
  }

  const changed = inputOf({ 'go-server': 'kind: Service\n' }, {}, 'b');
  t.is((await run(double, repository, changed)).outcome, 'proposed');
  t.is((await run(double, repository, changed)).writes, 0);

  const { data: main } = await rest.git.getRef({ ...here, ref: 'heads/main' });
  const { data: base } = await rest.git.getRef({ ...here, ref: 'heads/environment/dev' });
  const { data: tree } = await rest.git.getCommit({ ...here, commit_sha: base.object.sha });
  const { data: edit } = await rest.git.createCommit({
    ...here,
    ...COMMIT,
    tree: tree.tree.sha,
    parents: [base.object.sha],
  });
  const by = { sha: edit.sha };
  const refused: readonly [string, () => Promise<unknown>][] = [
    ['push', () => rest.git.updateRef({ ...here, ...by, ref: 'heads/environment/dev' })],
    [
      'force',
      () => rest.git.updateRef({ ...here, ...by, ref: 'heads/environment/dev', force: true }),
    ],
    [
      'push to a proposal',
      () => rest.git.updateRef({ ...here, ...by, ref: 'heads/environment/dev-next', force: true }),
    ],
    ['delete', () => rest.git.deleteRef({ ...here, ref: 'heads/environment/dev' })],
    ['delete a proposal', () => rest.git.deleteRef({ ...here, ref: 'heads/environment/dev-next' })],
    ['create', () => rest.git.createRef({ ...here, ...by, ref: 'refs/heads/environment/test' })],
    [
      'create a proposal',
      () => rest.git.createRef({ ...here, ...by, ref: 'refs/heads/environment/test-next' }),
    ],
    ['push to main', () => rest.git.updateRef({ ...here, ...by, ref: 'heads/main', force: true })],
    ['delete main', () => rest.git.deleteRef({ ...here, ref: 'heads/main' })],
  ];
  for (const [what, ask] of refused) {
    await t.throwsAsync(ask(), { message: /rule violations/ }, what);
  }

  // A pull request of a person has no check of ours, so nobody can merge it.
  await rest.git.createRef({ ...here, ...by, ref: 'refs/heads/by-hand' });
  const { data: pull } = await rest.pulls.create({
    ...here,
    title: 'By hand',
    head: 'by-hand',
    base: 'environment/dev',
  });
  await t.throwsAsync(rest.pulls.merge({ ...here, pull_number: pull.number }));
  const { data: after } = await rest.git.getRef({ ...here, ref: 'heads/environment/dev' });
  t.is(after.object.sha, base.object.sha);
  const { data: still } = await rest.git.getRef({ ...here, ref: 'heads/main' });
  t.is(still.object.sha, main.object.sha);

  // The App merges what it proposed: its check is there.
  const green = await run(double, repository, { ...changed, merge: 'when-green' });
  t.is(green.pullRequest?.merge, 'merged');
});

test('workflows: nothing more than they need, all pinned, nothing of others in a command', (t) => {
  const workflows = readWorkflows(path.join(settings, 'workflows'));
  t.deepEqual(
    workflows.map(({ name }) => name),
    ['ci', 'preview', 'publish', 'report', 'verify-branch'],
  );
  for (const { name, text, document } of workflows) {
    t.is(document['name'], name);
    t.deepEqual(document['permissions'], {}, name);
    t.deepEqual(document['defaults'], { run: { shell: 'bash' } });
    t.false('pull_request_target' in objectAt(document, 'on'), name);
    // Each right has its reason beside it.
    t.notRegex(text, /^ {6}[a-z-]+: (?:read|write)$/m, name);
    for (const [, action = ''] of text.matchAll(/uses: (.*)/g)) {
      t.regex(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    }
    for (const job of Object.values(objectAt(document, 'jobs'))) {
      t.true(isObject(job) && Number(job['timeout-minutes']) <= 30, name);
      t.true(Object.keys(objectAt(job, 'permissions')).length > 0, name);
      for (const step of listAt(job, 'steps')) {
        if (!isObject(step)) continue;
        t.notRegex(String(step['run'] ?? ''), /\$\{\{/, name);
        const isCheckout = String(step['uses'] ?? '').startsWith('actions/checkout@');
        if (isCheckout) t.is(objectAt(step, 'with')['persist-credentials'], false, name);
      }
    }
  }
  const preview = workflows.find(({ name }) => name === 'preview');
  t.deepEqual(objectAt(objectAt(preview?.document, 'jobs'), 'preview')['permissions'], {
    contents: 'read',
  });
  t.notRegex(preview?.text ?? '', /secrets\.|token:/i);
  // What runs the code of a pull request is checked out nowhere else.
  for (const { name, text } of workflows) {
    if (name !== 'preview') t.notRegex(text, /^ +ref:|head_sha|head\.sha/m, name);
  }
});

test('the checks that main requires are jobs of the workflows', (t) => {
  const text = fs.readFileSync(path.join(settings, 'rulesets/main.json'), 'utf8');
  const required = [...text.matchAll(/"context": "(.*)"/g)].map(([, context]) => context);
  const jobs = readWorkflows(path.join(settings, 'workflows')).flatMap(({ document }) =>
    Object.entries(objectAt(document, 'jobs')).flatMap(([id, job]) => {
      const name = isObject(job) && typeof job['name'] === 'string' ? job['name'] : id;
      const nodes = listAt(objectAt(objectAt(job, 'strategy'), 'matrix'), 'node');
      return nodes.length === 0
        ? [name]
        : nodes.map((node) => name.replace('${{ matrix.node }}', String(node)));
    }),
  );
  t.true(required.length >= 3);
  for (const context of required) t.true(jobs.includes(context ?? ''), context);
  // Without an App, whoever may push could post them as commit statuses.
  t.is([...text.matchAll(/"integration_id": 15368\b/g)].length, required.length);
});

test('a job that is skipped passes for none that ran, and puts none aside that waits', (t) => {
  const text = fs.readFileSync(path.join(settings, 'rulesets/main.json'), 'utf8');
  for (const { name, document } of readWorkflows(path.join(settings, 'workflows'))) {
    const jobs = Object.entries(objectAt(document, 'jobs'));
    for (const [id, job] of jobs) {
      if (!isObject(job) || !('if' in job)) continue;
      // GitHub takes a skipped job for a passed one.
      t.false(text.includes(`"context": "${String(job['name'] ?? id)}"`), `${name}: ${id}`);
      // The group of a workflow is entered before its jobs are looked at: whoever waits there is cancelled for a skipped one.
      t.false('concurrency' in document, name);
    }
  }
});
