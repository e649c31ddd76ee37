import { isSettled, readMessages } from '@fingerpost/lab';
import type { Application } from '@fingerpost/lab';

import { awaitApplication, awaitSynced } from './application.ts';
import { changeDocument, readBranchFile, writeBranchFile } from './branch-file.ts';
import { seconds, until } from './step.ts';

const FILE = 'helper-server/manifest.yaml';
const NAME = 'dev-helper-server';
const JOB = 'Job backend/helper-server-discovery-check';
const LIMIT = 400_000;

/**
 * A Service that selects nothing, written to the branch past all checks: it is applied, the discovery check fails, the sync
 * says which Job and why, and who subscribed is told. Then the branch is mended, and the Application recovers by itself.
 */
export async function brokenOverlayFound(): Promise<string> {
  const text = readBranchFile(FILE);
  const bad = writeBranchFile(FILE, breakSelector(text), 'A selector with a typing error');
  const failed = await awaitApplication(NAME, 'tells of its failed check', LIMIT, (application) =>
    hasFailedHook(application, bad),
  );
  const told = await until('somebody is told', 60_000, async () =>
    readMessages().find((line) => line.startsWith(`${NAME}: ${bad} is applied`)),
  );
  if (!told.answer.includes(`${JOB}: Job has reached`)) throw new Error(told.answer);
  const { message, sync, health, results } = failed.answer;
  const reason = results.find(({ name }) => name === JOB)?.message ?? '';
  const mended = writeBranchFile(FILE, text, 'Mend it');
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

/** In the selector of the Service alone. */
function breakSelector(manifest: string): string {
  return changeDocument(
    manifest,
    (document) => /^kind: Service$/m.test(document),
    (document) =>
      document.replace(
        /(selector:\n(?: {4}.*\n)*? {4}app\.kubernetes\.io\/name: )helper-server\n/,
        '$1helper-sever\n',
      ),
  );
}
