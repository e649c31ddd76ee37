import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import type { Json } from './double/json.ts';
import { send } from './double/send.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import { FAST, inputOf, run, UNITS } from './publishing/publisher.ts';

/** The rulesets with the ids of an App and a team in the place of 1 and 2. */
function readRulesets(app: number, team: number): Json[] {
  const folder = path.resolve(import.meta.dirname, '../../../.github/rulesets');
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
