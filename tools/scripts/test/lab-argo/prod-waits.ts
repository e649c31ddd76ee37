import { kubectl, prodKubectl, readApplications } from '@fingerpost/lab';

import { askForSync, awaitSynced } from './application.ts';
import { seconds } from './step.ts';

const FIRST = 'prod-namespaces';

/**
 * prod shows what it would do and does nothing, until a person says so, and then only that. The Application that remembers it
 * is taken away at the end, and its ApplicationSet makes it anew; the cluster begins empty with each `lab:argo`.
 */
export async function prodWaits(): Promise<string> {
  const before = await readProd();
  if (before.length === 0) throw new Error('there are no Applications of prod');
  for (const { name, isAutomated, phase, sync } of before) {
    if (isAutomated) throw new Error(`${name} syncs by itself`);
    if (phase !== '' || sync !== 'OutOfSync') throw new Error(`${name} is ${sync}, ${phase}`);
  }
  const early = await ownNamespaces();
  if (early.length > 0) throw new Error(`${early.join()} are in prod already`);

  const revision = before.find(({ name }) => name === FIRST)?.revision ?? '';
  await askForSync(FIRST, revision);
  const { took } = await awaitSynced(FIRST, revision, 60_000);
  const made = await ownNamespaces();
  if (made.length === 0) throw new Error('no namespaces came to prod');
  const synced = (await readProd()).filter(({ phase }) => phase !== '').map(({ name }) => name);
  if (synced.join() !== FIRST) throw new Error(`${synced.join()} were synced, not ${FIRST} alone`);

  await kubectl(['delete', `application/${FIRST}`, '--namespace=argocd']);
  const left = await ownNamespaces();
  if (left.join() !== made.join()) throw new Error(`without ${FIRST} prod has ${left.join()} left`);
  return `${before.length} Applications wait OutOfSync; ${FIRST} made ${made.join(', ')} ${seconds(took)} s after it was asked for, and nothing else was done; they stay when it goes`;
}

async function readProd() {
  return (await readApplications()).filter(({ name }) => name.startsWith('prod-'));
}

/** The namespaces that prod has from Argo CD: others have no mark of it. */
async function ownNamespaces(): Promise<readonly string[]> {
  const told = await prodKubectl(['get', 'namespaces', '--output=json']);
  const { items } = JSON.parse(told) as {
    readonly items: readonly {
      readonly metadata: {
        readonly name: string;
        readonly annotations?: Readonly<Record<string, string>>;
      };
    }[];
  };
  const mark = 'argocd.argoproj.io/tracking-id';
  return items
    .filter(({ metadata }) => metadata.annotations?.[mark])
    .map((one) => one.metadata.name);
}
