import { readBranchTree } from '@fingerpost/publish';
import { readGit } from '@fingerpost/changes';
import { environmentsRepository, isSettled, readMessages } from '@fingerpost/lab';
import type { Application } from '@fingerpost/lab';

import { commitToBranch, tipOf } from '../../src/lab/fast-import.ts';
import { awaitApplication, awaitSynced } from './application.ts';
import { seconds, until } from './step.ts';

const BRANCH = 'environment/dev';
const FILE = 'helper-server/manifest.yaml';
const NAME = 'dev-helper-server';
const JOB = 'Job backend/helper-server-discovery-check';
const LIMIT = 240_000;

/**
 * A Service that selects nothing, written to the branch past all checks: it is applied, the discovery check fails, and the
 * sync says which Job and why. Then the branch is mended, and the Application recovers by itself.
 */
export async function brokenOverlayFound(): Promise<string> {
  const bare = environmentsRepository();
  const text = readManifest(bare);
  const broken = breakSelector(text);
  const bad = write(bare, broken, 'A selector with a typing error, past all checks');
  const failed = await awaitApplication(NAME, 'tells of its failed check', LIMIT, (application) =>
    hasFailedHook(application, bad),
  );
  const told = await until('somebody is told', 60_000, async () =>
    readMessages().find((line) => line.startsWith(`${NAME}: ${bad} is applied`)),
  );
  if (!told.answer.includes(`${JOB}: Job has reached`)) throw new Error(told.answer);
  const { message, sync, health, results } = failed.answer;
  const reason = results.find(({ name }) => name === JOB)?.message ?? '';
  const mended = write(bare, text, 'Mend it');
  const healed = await awaitSynced(NAME, mended, LIMIT);
  return [
    `told after ${seconds(failed.took)} s, while it is ${sync} and ${health}: "${message}" of the sync, "${reason}" of the Job`,
    `${seconds(told.took)} s later a message says so`,
    `well again ${seconds(healed.took)} s after the mended commit`,
  ].join('; ');
}

function hasFailedHook(application: Application, revision: string): boolean {
  const { revision: compared, message, results } = application;
  const job = results.find(({ name }) => name === JOB);
  return (
    compared === revision &&
    !isSettled(application) &&
    job?.phase === 'Failed' &&
    message.includes('completed unsuccessfully')
  );
}

function readManifest(bare: string): string {
  const entry = readBranchTree(bare, tipOf(bare, BRANCH) ?? '').find(({ path }) => path === FILE);
  if (entry === undefined) throw new Error(`${BRANCH} has no ${FILE}`);
  return `${readGit(bare, ['cat-file', 'blob', entry.id])}\n`;
}

/** The selector of the Service alone: the last `app.kubernetes.io/name` of its document. */
function breakSelector(text: string): string {
  const documents = text.split('---\n');
  const at = documents.findIndex((document) => /^kind: Service$/m.test(document));
  const document = documents[at] ?? '';
  const broken = document.replace(
    /(selector:\n(?: {4}.*\n)*? {4}app\.kubernetes\.io\/name: )helper-server\n/,
    '$1helper-sever\n',
  );
  if (broken === document) throw new Error(`${FILE} has no such selector`);
  return documents.with(at, broken).join('---\n');
}

function write(bare: string, text: string, message: string): string {
  const edits = new Map([[FILE, new TextEncoder().encode(text)]]);
  const now = Math.floor(Date.now() / 1000);
  return commitToBranch(bare, { branch: BRANCH, message: `${message}\n`, edits, seconds: now });
}
