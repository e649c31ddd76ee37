import test from 'ava';
import type { ExecutionContext } from 'ava';

import { personAt, useDouble } from '@fingerpost/publish/testing';
import { makeProposal } from '../src/proposal.ts';
import { describeResult, publishProposal } from '../src/publish-proposal.ts';
import type { PublishOptions } from '../src/publish-proposal.ts';
import { makeRepository } from './repository.ts';

const PLAIN: PublishOptions = {
  labels: [],
  reviewers: [],
  teamReviewers: [],
  artifact: undefined,
  pushOnly: undefined,
  force: false,
};

const FILES = {
  'base/web/kustomization.yaml': 'resources: [service.yaml]\n',
  'base/web/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
`,
  'overlays/dev/web/kustomization.yaml': 'resources: [../../../base/web]\n',
  'overlays/dev/environment.yaml': `apiVersion: fingerpost.dev/v1
kind: Environment
metadata:
  name: dev
spec:
  class: development
`,
};

async function makeWorld(t: ExecutionContext) {
  const double = await useDouble(t);
  const remote = await double.makeRepository({ 'README.md': 'Example\n' });
  const clone = makeRepository(t, FILES);
  const told: string[] = [];
  const env = {
    GITHUB_API_URL: double.url,
    GITHUB_REPOSITORY: `${remote.owner}/${remote.name}`,
    GITHUB_TOKEN: double.token,
  };
  const fetch = () =>
    clone.git('fetch', '--quiet', remote.gitDirectory, '+refs/heads/*:refs/remotes/origin/*');
  const publish = async (more: Partial<PublishOptions> = {}) => {
    const proposal = await makeProposal('dev', env, { directory: clone.root, noCache: true });
    const notice = (text: string) => void told.push(text);
    const pace = { write: 0, notification: 0, second: 0 };
    return publishProposal(proposal, { ...PLAIN, ...more }, '', env, notice, pace);
  };
  return { double, remote, clone, told, fetch, publish, person: personAt(double, remote) };
}

/** The Service with another port. */
const port = (to: number) => ({
  'base/web/service.yaml': FILES['base/web/service.yaml'].replace('port: 80', `port: ${to}`),
});

test('a report is about the branch that is on GitHub, and nothing older is published', async (t) => {
  const { remote, clone, told, fetch, publish, person } = await makeWorld(t);
  const first = await publish();
  t.like(first, { outcome: 'proposed', pullRequest: { merge: 'merged' } });
  t.regex(describeResult(first), /merged/);
  const [opened] = (await person.look()).pulls;
  t.true(opened?.body.includes('The first rendering, of 1 overlay.'), opened?.body);

  // The branch is on GitHub now, and not known here.
  clone.commit(port(81));
  await t.throwsAsync(publish(), {
    message: /^environment\/dev is on GitHub and not in this clone/,
  });
  fetch();
  t.is((await publish()).pullRequest?.merge, 'merged');
  const merged = (await person.look()).pulls.find(({ body }) => !body.includes('first rendering'));
  t.true(merged?.comments[0]?.includes('80'), merged?.comments[0]);

  // What is known is older than what is there.
  clone.commit(port(82));
  await publish();
  t.true(told.some((text) => text.includes('environment/dev has moved since it was fetched')));

  // A run of an older commit that is started again.
  fetch();
  clone.git('checkout', '--quiet', 'HEAD~1');
  const before = (await remote.readBranch('environment/dev'))?.commit;
  await t.throwsAsync(publish(), { message: /^HEAD \([0-9a-f]{7}\) is older than what origin/ });
  t.is((await remote.readBranch('environment/dev'))?.commit, before);
  t.is((await publish({ force: true })).outcome, 'proposed');
});

test('a run that comes late takes no newer proposal back', async (t) => {
  const { clone, remote, fetch, publish } = await makeWorld(t);
  remote.protect('environment/dev', { checks: ['ci'] });
  clone.commit(port(81));
  clone.commit(port(82));
  t.is((await publish()).pullRequest?.merge, 'waiting');
  fetch();
  const before = (await remote.readBranch('environment/dev-next'))?.commit;
  clone.git('checkout', '--quiet', 'HEAD~1');
  const words = /^HEAD .* is older than what origin\/environment\/dev-next was rendered from/;
  await t.throwsAsync(publish(), { message: words });
  await t.throwsAsync(publish({ pushOnly: { check: false } }), { message: words });
  t.is((await remote.readBranch('environment/dev-next'))?.commit, before);
  t.is((await publish({ force: true })).outcome, 'proposed');
});

test('notes of another hand are written anew, and nobody merges that alone', async (t) => {
  const { remote, fetch, publish, person } = await makeWorld(t);
  await publish();
  for (const path of ['hydrator.metadata', 'web/hydrator.metadata']) {
    await remote.commit('environment/dev', { [path]: '{"drySha": "x"}' });
    fetch();
    const healed = await publish();
    t.is(healed.outcome, 'proposed', path);
    const isRoot = path === 'hydrator.metadata';
    t.is(healed.pullRequest?.merge, isRoot ? 'by-hand' : 'merged');
    if (!isRoot) continue;
    const open = (await person.look()).pulls.find(({ state }) => state === 'open');
    t.true(open?.body.includes('It is not known what environment/dev was rendered from'));
    const pull_number = healed.pullRequest?.number ?? 0;
    await person.rest.pulls.merge({ ...person.repository, pull_number, merge_method: 'rebase' });
    fetch();
  }
  fetch();
  t.is((await publish()).outcome, 'unchanged');
});

test('pushed alone', async (t) => {
  const { clone, remote, fetch, publish, person } = await makeWorld(t);
  const head = clone.git('rev-parse', 'HEAD').trim();
  const push = () => publish({ pushOnly: { check: false } });
  const first = await push();
  t.regex(describeResult(first), /\nthe note of [0-9a-f]{7} was written\n/);
  t.deepEqual((await person.look()).pulls, []);
  fetch();
  const spec = '+refs/notes/*:refs/notes/*';
  clone.git('fetch', '--quiet', remote.gitDirectory, spec);
  const shown = clone.git('notes', '--ref=hydrator.metadata', 'show', first.proposal?.sha ?? '');
  t.deepEqual(JSON.parse(shown), { drySha: head });
  const again = await push();
  t.is(again.writes, 0);
  t.regex(describeResult(again), /says so already/);
});
