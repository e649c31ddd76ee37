import path from 'node:path';

import { diskFileSystem, readResources } from 'kustomize-ts';

import { kubectl, tryKubectl } from '../kubectl.ts';
import { PACKAGE } from '../paths.ts';
import { awaitPolicies } from '../up/enforcer.ts';
import { serveOutside } from '../up/outside.ts';
import { apply, inOrder } from './apply.ts';
import { readEnvironmentObjects } from './environment.ts';
import { isHook, runHooks } from './hooks.ts';
import type { HookResult } from './hooks.ts';
import { idOf, toManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { outsideOf } from './outside-of.ts';
import { standIn } from './stand-in.ts';

export interface DeployOptions {
  /** The root of the repository. */
  readonly repository: string;
  readonly environment: string;
  /** Takes one line of progress. */
  readonly say: (line: string) => void;
}

export interface Deployed {
  readonly objects: number;
  /** What the API server warned of. */
  readonly warnings: readonly string[];
  readonly hooks: readonly HookResult[];
}

const READY_LIMIT = 180;
const HOOK_LIMIT = 200_000;
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/**
 * Brings an environment to the lab: what its cluster is said to have, as stand-ins; what it expects outside; its overlays.
 * Waits until all pods are Ready and all policies in force, then runs the hooks.
 */
export async function deploy({ repository, environment, say }: DeployOptions): Promise<Deployed> {
  const begun = performance.now();
  const done = (what: string) =>
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${what}`);
  const { rendered, given } = readEnvironmentObjects(repository, environment);
  const manifests = [
    ...(await givenObjects(given)),
    ...rendered.filter((object) => !isHook(object)),
  ];
  await serveOutside(outsideOf(rendered));

  const before = await fragmentsVersion();
  const warnings: string[] = [];
  for (const stage of inOrder(manifests)) warnings.push(...(await apply(tryKubectl, stage)));
  done(`${manifests.length} objects applied`);
  if ((await fragmentsVersion()) !== before) await restartCoreDns();
  await awaitPods(manifests.filter(({ kind }) => WORKLOADS.includes(kind)));
  await awaitPolicies();
  done('all pods Ready, all policies in force');

  const hooks = await runHooks(tryKubectl, rendered.filter(isHook), HOOK_LIMIT);
  done('hooks finished');
  return {
    objects: manifests.length,
    warnings: [...warnings, ...hooks.warnings],
    hooks: hooks.results,
  };
}

/** What a cluster brings itself, as the lab has it: without what `up` made already. */
export async function givenObjects(given: readonly Manifest[]): Promise<readonly Manifest[]> {
  const file = path.join(PACKAGE, 'manifests', 'coredns.yaml');
  const { resources } = readResources([file], diskFileSystem());
  const made = new Set(resources.map((resource) => idOf(toManifest(resource))));
  return Promise.all(given.filter((manifest) => !made.has(idOf(manifest))).map(standIn));
}

async function fragmentsVersion(): Promise<string> {
  const args = [
    'get',
    'configmap',
    'coredns-custom',
    '--namespace=kube-system',
    '--ignore-not-found',
  ];
  return (await tryKubectl([...args, '-o=jsonpath={.data}'])).stdout;
}

/** It would read its fragments again by itself, a minute or two later. */
async function restartCoreDns(): Promise<void> {
  const target = ['deployment/coredns', '--namespace=kube-system'];
  await kubectl(['rollout', 'restart', ...target]);
}

async function awaitPods(workloads: readonly Manifest[]): Promise<void> {
  const coreDns = { kind: 'Deployment', name: 'coredns', namespace: 'kube-system' };
  const limit = `--timeout=${READY_LIMIT}s`;
  const deadline = (READY_LIMIT + 10) * 1000;
  for (const { kind, name, namespace } of [coreDns, ...workloads]) {
    await kubectl(['rollout', 'status', `${kind}/${name}`, `--namespace=${namespace}`, limit], {
      deadline,
    });
  }
}
