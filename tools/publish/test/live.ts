/**
 * Publishes to a disposable repository on GitHub for real, and takes everything back: `npm run test:live`. Never part of CI.
 * FINGERPOST_LIVE_REPOSITORY is OWNER/NAME, FINGERPOST_LIVE_TOKEN may write contents and pull requests there (and checks, if
 * it is an App's); GITHUB_API_URL is for GitHub Enterprise.
 */
import assert from 'node:assert/strict';
import process from 'node:process';

import { branchNames, findRepositoryPlace, openGitHub, publish } from '@fingerpost/publish';
import type { GitHub, GitHubOptions, PublishInput, PublishResult } from '@fingerpost/publish';

import { inputOf, UNITS } from './publishing/publisher.ts';
import type { Units } from './publishing/publisher.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is missing, in a line; nothing where it can begin. */
export function missingForLive(environment: Environment): string | undefined {
  const names = ['FINGERPOST_LIVE_REPOSITORY', 'FINGERPOST_LIVE_TOKEN'];
  const missing = names.filter((name) => !environment[name]);
  return missing.length === 0
    ? undefined
    : `set ${missing.join(' and ')}: a repository that holds nothing of worth (OWNER/NAME), and a token that may write contents and pull requests there`;
}

/** Runs all of it. Throws where something is not as it is to be; what it wrote is removed whatever happens. */
export async function tryLive(
  environment: Environment,
  say: (text: string) => void,
  more: Partial<GitHubOptions> = {},
): Promise<void> {
  const place = findRepositoryPlace(
    { ...environment, GITHUB_REPOSITORY: environment['FINGERPOST_LIVE_REPOSITORY'] },
    '',
  );
  const token = environment['FINGERPOST_LIVE_TOKEN'] ?? '';
  const login = environment['FINGERPOST_LOGIN'];
  const options = {
    ...place,
    authentication: { kind: 'token', token, login } as const,
    notice: say,
    ...more,
  };
  const name = `live-${Date.now().toString(36)}`;
  const branches = branchNames(name);
  const run = async (units: Units, letter: string, rest: Partial<PublishInput> = {}) => {
    const input = inputOf(units, { environment: name, branches, ...rest }, letter);
    const labels = { ...input.pullRequest, labels: [], reviewers: [] };
    return publish({ ...input, pullRequest: labels }, await openGitHub(options));
  };
  const github = await openGitHub(options);
  const notes = await findNotes(github);
  try {
    const first = await run(UNITS, 'a');
    tell('first', first);
    assert.equal(first.outcome, 'proposed');
    const second = await run(UNITS, 'a');
    tell('second', second);
    assert.deepEqual([second.outcome, second.writes], ['current', 0]);
    const edit = await editByHand(github, branches.proposal);
    await assert.rejects(run(UNITS, 'a'), new RegExp(edit.slice(0, 12)));
    say(`a hand edit stops it: ${edit.slice(0, 12)}`);
    const forced = await run(UNITS, 'a', { force: true });
    tell('forced', forced);
    assert.equal(forced.outcome, 'proposed');
    const pushOnly = { drySha: 'b'.repeat(40), check: false };
    const pushed = await run({ ...UNITS, frontend: 'kind: Service\n' }, 'b', { pushOnly });
    tell('pushed alone', pushed);
    assert.equal(pushed.note?.written, true);
    const idle = await run({ ...UNITS, frontend: 'kind: Service\n' }, 'b', { pushOnly });
    assert.equal(idle.writes, 0);
  } finally {
    await cleanUp(github, branches, notes === undefined);
    say('cleaned up');
  }

  function tell(what: string, { outcome, pullRequest, requests, writes }: PublishResult): void {
    say(`${what}: ${outcome}, ${requests} requests, ${writes} writes ${pullRequest?.url ?? ''}`);
  }
}

const NOTES = 'notes/hydrator.metadata';

async function findNotes({ octokit, repository }: GitHub): Promise<string | undefined> {
  const { data } = await octokit.rest.git.listMatchingRefs({ ...repository, ref: NOTES });
  return data.find(({ ref }) => ref === `refs/${NOTES}`)?.object.sha;
}

/** One more commit on the proposal, by somebody else. */
async function editByHand({ octokit, repository }: GitHub, branch: string): Promise<string> {
  const { git } = octokit.rest;
  const { data: ref } = await git.getRef({ ...repository, ref: `heads/${branch}` });
  const { data: head } = await git.getCommit({ ...repository, commit_sha: ref.object.sha });
  const { data: tree } = await git.createTree({
    ...repository,
    base_tree: head.tree.sha,
    tree: [{ path: 'by-hand.yaml', mode: '100644', type: 'blob', content: 'by: hand\n' }],
  });
  const { data: commit } = await git.createCommit({
    ...repository,
    message: 'Edit by hand',
    tree: tree.sha,
    parents: [head.sha],
  });
  await git.updateRef({ ...repository, ref: `heads/${branch}`, sha: commit.sha });
  return commit.sha;
}

/** GitHub closes pull requests whose branch goes. */
async function cleanUp(
  { octokit, repository }: GitHub,
  { base, proposal }: { readonly base: string; readonly proposal: string },
  areNotesOurs: boolean,
): Promise<void> {
  const refs = [`heads/${proposal}`, `heads/${base}`, ...(areNotesOurs ? [NOTES] : [])];
  for (const ref of refs) {
    const { data } = await octokit.rest.git.listMatchingRefs({ ...repository, ref });
    if (data.some((found) => found.ref === `refs/${ref}`)) {
      await octokit.rest.git.deleteRef({ ...repository, ref });
    }
  }
}

if (import.meta.main) {
  const missing = missingForLive(process.env);
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  if (missing === undefined) await tryLive(process.env, say);
  else {
    say(`not run: ${missing}`);
    // Half of it is a mistake.
    const isMeant =
      process.env['FINGERPOST_LIVE_REPOSITORY'] || process.env['FINGERPOST_LIVE_TOKEN'];
    process.exitCode = isMeant ? 2 : 0;
  }
}
