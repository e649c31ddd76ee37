import { setTimeout as sleep } from 'node:timers/promises';

import { askForSync, awaitApplication, awaitSynced, terminateSync } from './application.ts';
import { changeDocument, readBranchFile, writeBranchFile } from './branch-file.ts';
import { readField } from './objects.ts';
import { seconds } from './step.ts';

const FILE = 'namespaces/manifest.yaml';
const NAME = 'dev-namespaces';
const NAMESPACE = 'platform';
const LIMIT = 120_000;

/** As long as a deletion would not stay unseen. */
const PAUSE = 15_000;

/**
 * A Namespace that leaves its manifest is not deleted: the sync waits for a person to confirm it. It goes on waiting when the
 * namespace is back in git, until a person ends it.
 */
export async function namespaceKept(): Promise<string> {
  const text = readBranchFile(FILE);
  const less = changeDocument(
    text,
    (document) => new RegExp(`^  name: ${NAMESPACE}$`, 'm').test(document),
    () => '',
  );
  writeBranchFile(FILE, less, `Without the namespace ${NAMESPACE}`);
  const waits = await awaitApplication(NAME, 'asks for a confirmation', LIMIT, ({ message }) =>
    message.includes('pruning confirmation'),
  );
  await sleep(PAUSE);
  const place = { namespace: 'default', object: `namespace/${NAMESPACE}` };
  const phase = await readField(place, '.status.phase');
  if (phase !== 'Active') throw new Error(`the namespace ${NAMESPACE} is ${phase || 'gone'}`);
  const restored = writeBranchFile(FILE, text, `With the namespace ${NAMESPACE}`);
  await awaitApplication(
    NAME,
    'still waits',
    LIMIT,
    ({ revision, message }) => revision === restored && message.includes('pruning confirmation'),
  );
  await terminateSync(NAME);
  await awaitApplication(NAME, 'has ended its sync', LIMIT, ({ phase: now }) => now === 'Failed');
  await askForSync(NAME, restored);
  await awaitSynced(NAME, restored, LIMIT);
  const { message, sync, health } = waits.answer;
  return `${NAMESPACE} stays, asked for after ${seconds(waits.took)} s while ${sync} and ${health}: "${message}", which goes on when it is back in git, until the sync is ended`;
}
