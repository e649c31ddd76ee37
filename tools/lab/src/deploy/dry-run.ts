import { setTimeout as sleep } from 'node:timers/promises';

import { emptyCluster } from '../up/empty-cluster.ts';
import { apply, inOrder } from './apply.ts';
import { givenObjects } from './deploy.ts';
import type { DeployOptions, Deployed } from './deploy.ts';
import { readEnvironmentObjects } from './environment.ts';

/** Until new policies judge: the API server reads them when it hears of them. */
const SETTLE = 1500;

const SPARE = emptyCluster({
  name: 'spare-apiserver',
  port: 6444,
  etcd: 'spare-etcd',
  etcdPort: 2389,
});

/**
 * Asks an API server whether it takes all objects of an environment. It is one of its own with an empty store, so that
 * neither what runs in the lab nor the policies of another environment have a say, and nothing in the lab changes.
 */
export async function dryRun({ repository, environment, say }: DeployOptions): Promise<Deployed> {
  const { rendered, given } = readEnvironmentObjects(repository, environment);
  const manifests = [...(await givenObjects(given)), ...rendered];
  try {
    await SPARE.start();
    say('an API server with an empty store is ready');
    const warnings: string[] = [];
    for (const stage of inOrder(manifests)) {
      warnings.push(...(await apply(SPARE.tryKubectl, stage)));
      if (stage.some(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding'))
        await sleep(SETTLE);
    }
    return { objects: manifests.length, warnings, hooks: [] };
  } finally {
    await SPARE.remove();
  }
}
