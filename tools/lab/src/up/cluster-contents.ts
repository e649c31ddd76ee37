import path from 'node:path';

import { definitionFile } from '../build/definitions.ts';
import { kubectl, tryKubectl } from '../kubectl.ts';
import { PACKAGE } from '../paths.ts';
import { waitFor } from '../process/wait.ts';
import { awaitDefinitions } from './await-definitions.ts';
import { makeVolumes } from './volumes.ts';

const MANAGER = '--field-manager=fingerpost-lab';

/** Applies the custom resource definitions that a cluster of this repository has. */
export async function applyDefinitions(): Promise<void> {
  const files = ['gateway-api', 'prometheus-operator'] as const;
  const args = files.map((set) => `--filename=${definitionFile(set)}`);
  await kubectl(['apply', '--server-side', MANAGER, ...args]);
  await awaitDefinitions(tryKubectl);
}

/** Applies CoreDNS and a stock of volumes. Pods start when there is a node. */
export async function applyContents(): Promise<void> {
  const file = path.join(PACKAGE, 'manifests', 'coredns.yaml');
  await kubectl(['apply', '--server-side', MANAGER, `--filename=${file}`]);
  const volumes = { apiVersion: 'v1', kind: 'List', items: makeVolumes() };
  const input = JSON.stringify(volumes);
  await kubectl(['apply', '--server-side', MANAGER, '--filename=-'], { input });
}

/** The controller that makes ServiceAccounts is the last to come up, and without one no pod is made. */
export async function awaitServiceAccounts(): Promise<void> {
  await waitFor(
    'namespaces have their ServiceAccount',
    60_000,
    async () => {
      const asked = await tryKubectl(['get', 'serviceaccount', 'default', '-o', 'name']);
      return asked.code === 0;
    },
    250,
  );
}

export async function awaitCoreDns(): Promise<void> {
  const deployment = 'deployment/coredns';
  const args = ['rollout', 'status', deployment, '--namespace=kube-system', '--timeout=120s'];
  await kubectl(args, { deadline: 130_000 });
}
