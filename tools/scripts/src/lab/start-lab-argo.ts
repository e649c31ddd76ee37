import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  applyApps,
  assertArgo,
  bringGiven,
  describeApplication,
  environmentsRepository,
  isSettled,
  LabError,
  readApplications,
  startArgo,
  startGateway,
} from '@fingerpost/lab';
import { toPosixPath } from 'kustomize-ts';

import { publishLocally } from './publish-locally.ts';

/** The environment that the lab is. */
const ENVIRONMENT = 'dev';

const SETTLE_LIMIT = 10 * 60_000;

/**
 * Brings Argo CD to a lab that runs, and to it the environments of a clone as HEAD has them: it publishes them to a bare
 * repository, applies `apps/` and waits until everything of dev is synced and healthy.
 * @param repository the top of the clone, absolute
 * @param say takes one line of progress
 */
export async function startLabArgo(
  repository: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  assertArgo();
  const bare = environmentsRepository();
  for (const { branch, sha, files } of publishLocally(toPosixPath(repository), bare, env)) {
    say(`${branch} is ${sha.slice(0, 7)}, ${files} files written`);
  }
  const bringRest = await bringGiven(repository, ENVIRONMENT);
  await startGateway();
  await startArgo({ component: path.join(repository, 'apps', 'argocd'), say });
  await applyApps(path.join(repository, 'apps'), `file://${bare}`);
  const begun = performance.now();
  await awaitSettled(`${ENVIRONMENT}-namespaces`, SETTLE_LIMIT);
  await bringRest();
  await awaitSettled(`${ENVIRONMENT}-`, SETTLE_LIMIT);
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  say(`${took} s  all Applications of ${ENVIRONMENT} are Synced and Healthy`);
}

/**
 * Waits until all Applications whose names begin with a prefix are settled, and there is one. Throws a LabError that names
 * those that are not.
 */
async function awaitSettled(prefix: string, limit: number): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const all = (await readApplications()).filter(({ name }) => name.startsWith(prefix));
    const open = all.filter((application) => !isSettled(application));
    if (all.length > 0 && open.length === 0) return;
    if (performance.now() - begun > limit) {
      const told = open.map(describeApplication).join('\n  ');
      throw new LabError(`not settled after ${limit / 1000} s:\n  ${told}`);
    }
    await sleep(1000);
  }
}
