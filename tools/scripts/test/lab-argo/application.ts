import { describeApplication, isSettled, kubectl, readApplications } from '@fingerpost/lab';
import type { Application } from '@fingerpost/lab';

import { until } from './step.ts';

/** One Application; undefined where there is none. */
export async function findApplication(name: string): Promise<Application | undefined> {
  return (await readApplications()).find((application) => application.name === name);
}

/** Waits until an Application is as it is to be. Returns it, and milliseconds. */
export async function awaitApplication(
  name: string,
  what: string,
  limit: number,
  isRight: (application: Application) => boolean,
) {
  let last: Application | undefined;
  return until(
    `${name} ${what}`,
    limit,
    async () => {
      last = await findApplication(name);
      return last && isRight(last) ? last : undefined;
    },
    () => (last ? describeApplication(last) : `there is no Application ${name}`),
  );
}

/** Waits until an Application has synced a commit, and all is well. */
export function awaitSynced(name: string, revision: string, limit: number) {
  return awaitApplication(
    name,
    `is synced to ${revision.slice(0, 7)}`,
    limit,
    (application) => application.revision === revision && isSettled(application),
  );
}

/** Asks for a sync, as `argocd app sync` does. */
export async function askForSync(name: string, revision: string): Promise<void> {
  const sync = { revision, syncOptions: ['ServerSideApply=true'] };
  await patch(name, { operation: { initiatedBy: { username: 'a person' }, sync } });
}

/** Ends the sync that runs, as `argocd app terminate-op` does. */
export async function terminateSync(name: string): Promise<void> {
  await patch(name, { status: { operationState: { phase: 'Terminating' } } });
}

async function patch(name: string, change: object): Promise<void> {
  const where = [`application/${name}`, '--namespace=argocd', '--type=merge'];
  await kubectl(['patch', ...where, `--patch=${JSON.stringify(change)}`]);
}
