/**
 * Runs the steps of the workflows as GitHub would, in clean clones of HEAD with the double as GitHub: `npm run test:workflows`.
 * Left out are installs and .ci/run. Asserted with git and the double is what came of it: rendered branches, pull
 * requests, a comment, checks; and that a forged report and a hand edit are found.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { startDouble } from './double/double.ts';
import { personAt } from './publishing/people.ts';
import { makeClone, runGit } from './workflows/clone.ts';
import { listSteps } from './workflows/steps.ts';
import type { Step } from './workflows/steps.ts';
import { runStep } from './workflows/run-step.ts';
import type { StepResult } from './workflows/run-step.ts';

const source = path.resolve(import.meta.dirname, '../../..');
const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workflows-')));
const steps = listSteps(path.join(source, '.github/workflows'));
const done = new Set<Step>();
const double = await startDouble();

try {
  await tryWorkflows();
  const left = steps.filter((step) => !done.has(step));
  assert.deepEqual(
    left.map(({ workflow, name }) => `${workflow}: ${name}`),
    [],
    'steps that nobody ran',
  );
  assert.deepEqual(double.violations, []);
  say(`${steps.length} steps, all run or left out by name`);
} finally {
  await double.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}

async function tryWorkflows(): Promise<void> {
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const name = `${repository.owner}/${repository.name}`;
  // Without its history, which a checkout of CI does not have.
  const main = runGit(source, ['commit-tree', 'HEAD^{tree}', '-m', 'Everything']);
  runGit(source, [
    'push',
    '--quiet',
    '--force',
    repository.gitDirectory,
    `${main}:refs/heads/main`,
  ]);
  const person = personAt(double, repository);
  const clone = (branch: string, job = 'job'): string =>
    makeClone(source, repository.gitDirectory, path.join(scratch, job), branch);
  const github = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: double.url,
    GITHUB_REPOSITORY: name,
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: scratch,
  };
  const expressions = {
    'github.token': double.token,
    'steps.app.outputs.token': double.token,
    'steps.app.outputs.app-slug': 'fingerpost',
  };

  // ci: .ci/run is what runs this.
  for (const step of pick('ci', 'Check')) {
    assert.equal(step.run, '.ci/run');
    assert.ok(fs.statSync(path.join(source, '.ci/run')).mode & 0o100);
  }
  for (const step of steps) if (step.run.startsWith('npm ci')) done.add(step);

  // publish: the matrix is what the first job finds; dev is merged by itself, prod waits.
  const list = async (workflow: string): Promise<string[]> => {
    const [step] = pick(workflow, 'List environments');
    const { outputs } = await run(step, clone('main'));
    return JSON.parse(outputs['environments'] ?? '') as string[];
  };
  const environments = await list('publish');
  assert.deepEqual(environments, ['dev', 'prod']);
  const publish = (): Promise<StepResult[]> =>
    Promise.all(
      environments.map((env) => {
        const [step] = pick('publish', 'Publish');
        return run(step, clone('main', env), { 'matrix.env': env });
      }),
    );
  for (const { code, stdout, stderr } of await publish()) assert.equal(code, 0, stdout + stderr);
  const pulls = repository.pulls.map(({ head, state, mergedAt }) => [
    head,
    state,
    mergedAt !== null,
  ]);
  assert.deepEqual(pulls.toSorted(), [
    ['environment/dev-next', 'closed', true],
    ['environment/prod-next', 'open', false],
  ]);
  say('publish: dev is proposed and merged, prod is proposed');

  const rendered = clone('main');
  runBin(rendered, ['render', '--out', 'rendered']);
  const dev = await repository.readBranch('environment/dev');
  const units = fs.readdirSync(path.join(rendered, 'rendered/dev'));
  assert.ok(units.length > 3);
  for (const unit of units) {
    const expected = fs.readFileSync(path.join(rendered, 'rendered/dev', unit, 'manifest.yaml'));
    assert.ok(expected.equals(dev?.files.get(`${unit}/manifest.yaml`) ?? Buffer.of()), unit);
  }
  runGit(repository.gitDirectory, ['fsck', '--strict']);
  for (const { code, stdout } of await publish()) {
    assert.equal(code, 0);
    assert.match(stdout, / 0 of them writes\n$/);
  }
  say('publish: the branch holds the bytes that render writes; once more writes nothing');

  // verify-branch: prod holds nothing yet; then both are proven; then a hand edit is named.
  const verify = async (env: string): Promise<StepResult> => {
    const [step] = pick('verify-branch', 'Verify');
    return run(step, clone('main'), { 'matrix.env': env });
  };
  assert.deepEqual(await list('verify-branch'), environments);
  assert.equal((await verify('prod')).code, 2);
  const prod = repository.pulls.find(({ state }) => state === 'open')?.number ?? 0;
  await person.rest.pulls.merge({
    ...person.repository,
    pull_number: prod,
    merge_method: 'merge',
  });
  for (const env of environments) {
    const { code, stdout, stderr } = await verify(env);
    assert.equal(code, 0, stdout + stderr);
  }
  await repository.commit('environment/prod', { 'go-server/manifest.yaml': 'kind: Service\n' });
  const edited = await verify('prod');
  assert.equal(edited.code, 1);
  assert.match(edited.stdout, /^go-server\/manifest\.yaml: /m);
  say('verify-branch: what was rendered is proven, a hand edit is named');

  // preview and report: somebody proposes another database.
  const work = clone('main');
  const file = 'overlays/dev/redis-external/service.yaml';
  const text = fs.readFileSync(path.join(work, file), 'utf8');
  assert.ok(text.includes('redis.dev'), file);
  fs.writeFileSync(path.join(work, file), text.replace('redis.dev', 'redis-2.dev'));
  runGit(work, ['commit', '--quiet', '--all', '--message', 'Point redis-external at redis-2']);
  runGit(work, ['push', '--quiet', 'origin', 'HEAD:refs/heads/change']);
  const head = runGit(work, ['rev-parse', 'HEAD']);
  const { data: pull } = await person.rest.pulls.create({
    ...person.repository,
    title: 'Point redis-external at redis-2',
    head: 'change',
    base: 'main',
  });
  const { data: facts } = await person.rest.repos.get(person.repository);

  const untrusted = clone('change');
  const [previewStep] = pick('preview', 'Preview');
  const previewed = await run(previewStep, untrusted, {}, 'pull_request', {
    action: 'opened',
    number: pull.number,
    pull_request: { number: pull.number, head: { sha: head }, base: { sha: main } },
    repository: { full_name: name },
  });
  assert.equal(previewed.code, 0, previewed.stdout + previewed.stderr);
  assert.match(previewed.stdout, /redis-2\.dev/);
  const report = path.join(untrusted, 'dist/preview/report.json');
  const artifact = fs.readFileSync(report, 'utf8');
  say('preview: shows the change and leaves a report, without a token');

  const unpacked = path.join(scratch, 'report');
  fs.mkdirSync(unpacked, { recursive: true });
  const post = async (content: string, from = facts.id): Promise<StepResult> => {
    fs.writeFileSync(path.join(unpacked, 'report.json'), content);
    const [step] = pick('report', 'Report');
    return run(step, clone('main'), {}, 'workflow_run', {
      action: 'completed',
      repository: { full_name: name },
      workflow_run: {
        id: 1,
        name: 'preview',
        event: 'pull_request',
        conclusion: 'success',
        head_sha: head,
        head_branch: 'change',
        head_repository: { id: from, owner: { login: repository.owner } },
        repository: { full_name: name },
        pull_requests: [],
      },
    });
  };
  double.forget();
  const forged = await post(artifact.replace(`"number":${pull.number}`, '"number":1'));
  assert.equal(forged.code, 2);
  assert.match(forged.stderr, /^the report is of #1, .* nothing was written$/m);
  assert.equal((await post(artifact.replace('{', '{"comment": "# Merged",'))).code, 2);
  assert.equal((await post(artifact, facts.id + 1)).code, 0);
  assert.deepEqual(
    double.exchanges.filter(({ isWrite }) => isWrite),
    [],
  );
  say('report: what is forged writes nothing');

  const posted = await post(artifact);
  assert.equal(posted.code, 0, posted.stdout + posted.stderr);
  assert.match(posted.stdout, new RegExp(`^reported on #${pull.number}\n`));
  assert.match((await post(artifact)).stdout, / 0 of them writes\n$/);
  const { pulls: seen } = await person.look();
  const found = seen.find(({ title }) => title === 'Point redis-external at redis-2');
  assert.equal(found?.comments.length, 1);
  assert.match(found.comments[0] ?? '', /redis-2\.dev\.corp\.internal/);
  assert.match(found.checks.join(), /^fingerpost\/preview completed success/);
  say('report: one comment and one check; once more writes nothing');

  async function run(
    step: Step | undefined,
    folder: string,
    more: Readonly<Record<string, string>> = {},
    event = 'push',
    payload: object = {},
  ): Promise<StepResult> {
    assert.ok(step);
    const eventFile = `${folder}.json`;
    fs.writeFileSync(eventFile, JSON.stringify(payload));
    const environment = { ...github, GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: eventFile };
    const result = await runStep(step, folder, environment, { ...expressions, ...more });
    assert.doesNotMatch(result.stdout + result.stderr, /gh[ps]_|PRIVATE KEY|eyJ/, step.name);
    return result;
  }
}

/** The step of that name, which counts as run. */
function pick(workflow: string, name: string): Step[] {
  const found = steps.filter((step) => step.workflow === workflow && step.name === name);
  assert.equal(found.length, 1, `${workflow}: ${name}`);
  for (const step of found) done.add(step);
  return found;
}

function runBin(folder: string, args: readonly string[]): void {
  runGit(folder, ['-c', `alias.bin=!node_modules/.bin/fingerpost`, 'bin', ...args]);
}

function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
