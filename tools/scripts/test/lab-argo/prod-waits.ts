import { kubectl, prodKubectl, readApplications } from '@fingerpost/lab';

import { awaitSynced } from './application.ts';
import { seconds } from './step.ts';

const FIRST = 'prod-policies';
const KINDS = 'validatingadmissionpolicies,validatingadmissionpolicybindings';

/**
 * prod shows what it would do and does nothing, until a person says so, and then only that. What came to prod is taken away
 * again, and so is the Application that remembers it; its ApplicationSet makes it anew.
 */
export async function prodWaits(): Promise<string> {
  const before = await readProd();
  if (before.length === 0) throw new Error('there are no Applications of prod');
  for (const { name, isAutomated, phase, sync } of before) {
    if (isAutomated) throw new Error(`${name} syncs by itself`);
    if (phase !== '' || sync !== 'OutOfSync') throw new Error(`${name} is ${sync}, ${phase}`);
  }
  const early = await ownPolicies();
  if (early > 0) throw new Error(`${early} policies are in prod already`);

  // What `argocd app sync` writes.
  const revision = before.find(({ name }) => name === FIRST)?.revision ?? '';
  const operation = {
    initiatedBy: { username: 'a person' },
    sync: { revision, syncOptions: ['ServerSideApply=true'] },
  };
  const where = [`application/${FIRST}`, '--namespace=argocd'];
  await kubectl(['patch', ...where, '--type=merge', `--patch=${JSON.stringify({ operation })}`]);
  const { took } = await awaitSynced(FIRST, revision, 60_000);
  const made = await ownPolicies();
  if (made === 0) throw new Error('no policies came to prod');
  const synced = (await readProd()).filter(({ phase }) => phase !== '').map(({ name }) => name);
  if (synced.join() !== FIRST) throw new Error(`${synced.join()} were synced, not ${FIRST} alone`);

  await prodKubectl(['delete', KINDS, '--all']);
  await kubectl(['delete', ...where]);
  return `${before.length} Applications wait OutOfSync; ${FIRST} brought ${made} objects ${seconds(took)} s after it was asked for, and no other did anything`;
}

async function readProd() {
  return (await readApplications()).filter(({ name }) => name.startsWith('prod-'));
}

/** How many admission policies and bindings of ours prod has: those of others have no mark of Argo CD. */
async function ownPolicies(): Promise<number> {
  const told = await prodKubectl(['get', KINDS, '--output=json']);
  const { items } = JSON.parse(told) as {
    readonly items: readonly {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
    }[];
  };
  const mark = 'argocd.argoproj.io/tracking-id';
  return items.filter(({ metadata }) => metadata.annotations?.[mark] !== undefined).length;
}
