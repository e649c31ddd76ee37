import fs from 'node:fs';
import path from 'node:path';

import { isSettled, kubectl, readApplications } from '@fingerpost/lab';

import { readField } from './objects.ts';
import { until } from './step.ts';

/** One Application for each overlay, and each of dev synced, healthy and without a remark. */
export async function allSynced(repository: string): Promise<string> {
  const units = fs
    .globSync('overlays/*/*/kustomization.yaml', { cwd: repository })
    .map((file) => path.dirname(file).split(path.sep).slice(1).join('-'))
    .toSorted();
  const applications = await readApplications();
  const names = applications.map(({ name }) => name);
  if (names.join() !== units.join()) throw new Error(`${names.join()} is not ${units.join()}`);
  const dev = applications.filter(({ name }) => name.startsWith('dev-'));
  for (const application of dev) {
    const { name, conditions } = application;
    if (!isSettled(application)) throw new Error(`${name} is not settled`);
    if (conditions.length > 0) throw new Error(`${name}: ${conditions.join('; ')}`);
  }
  return `${dev.length} Applications of dev, ${names.length} in all`;
}

const SLICE = { namespace: 'data', object: 'endpointslice/partner-feed' };

/** Argo CD leaves EndpointSlices out unless it is told otherwise. */
export async function sliceSynced(): Promise<string> {
  const addresses = await readField(SLICE, '.endpoints[*].addresses');
  const owner = await readField(
    SLICE,
    String.raw`.metadata.annotations.argocd\.argoproj\.io/tracking-id`,
  );
  if (!addresses.startsWith('["')) throw new Error('partner-feed has no addresses');
  const wanted = 'dev-partner-feed:discovery.k8s.io/EndpointSlice:data/partner-feed';
  if (owner !== wanted) throw new Error(`the slice is of ${owner}, not of ${wanted}`);
  return `partner-feed has ${addresses}, applied by its Application`;
}

const HOOKS = ['get', 'jobs', '--all-namespaces', '--output=json'];

interface Jobs {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string;
      readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly status?: { readonly succeeded?: number };
  }[];
}

/** Every discovery check that is a hook ran in the cluster and passed. */
export async function hooksPassed(): Promise<string> {
  const { items } = JSON.parse(await kubectl(HOOKS)) as Jobs;
  const hooks = items.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/hook']);
  if (hooks.length === 0) throw new Error('no hook ran');
  const failed = hooks.find(({ status }) => status?.succeeded !== 1);
  if (failed) throw new Error(`${failed.metadata.name} did not pass`);
  return `${hooks.length} discovery checks ran and passed`;
}

const CHECK = { namespace: 'platform', name: 'argo-test-check' };
const CHECK_LIMIT = 300_000;

/** The check of all services, that runs every five minutes, passes when it is run now. */
export async function platformCheckPassed(): Promise<string> {
  const { namespace, name } = CHECK;
  const place = { namespace, object: `job/${name}` };
  await kubectl(['delete', 'job', name, `--namespace=${namespace}`, '--ignore-not-found']);
  await kubectl([
    ...['create', 'job', name, '--from=cronjob/discovery-check', `--namespace=${namespace}`],
  ]);
  const { answer } = await until('the check of all services ends', CHECK_LIMIT, async () => {
    const type = await readField(place, '.status.conditions[?(@.status=="True")].type');
    return /Complete|Failed/.exec(type)?.[0];
  });
  const log = await kubectl(['logs', `job/${name}`, `--namespace=${namespace}`]);
  await kubectl(['delete', 'job', name, `--namespace=${namespace}`]);
  const lines = log.trim().split('\n');
  const failed = lines.filter((line) => line.startsWith('FAIL'));
  if (answer !== 'Complete') throw new Error(failed.join('; '));
  return lines.at(-1) ?? '';
}
