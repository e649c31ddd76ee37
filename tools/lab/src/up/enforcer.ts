import path from 'node:path';
import process from 'node:process';

import type { JsonObject } from 'kustomize-ts';

import { CONTROL, POD_CIDR } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import { kubectl } from '../kubectl.ts';
import { waitForPolicies } from '../netpol/status/status-file.ts';
import { inLab, PACKAGE } from '../paths.ts';
import { assertRuns, start } from '../process/start.ts';

const NAME = 'network-policies';

/** Starts what enforces NetworkPolicies in the namespaces of the nodes. */
export function startEnforcer(nodes: readonly LabNode[]): void {
  if (nodes.length === 0) return;
  const program = path.join(PACKAGE, 'src', 'netpol', 'main.ts');
  start({
    name: NAME,
    command: process.execPath,
    // It asks the API server at its address inside.
    namespace: CONTROL,
    args: [
      program,
      '--kubeconfig',
      inLab('config', 'admin.kubeconfig'),
      '--pod-network',
      POD_CIDR,
      '--status',
      statusFile(),
      '--netns',
      ...nodes.map(({ namespace }) => namespace),
    ],
  });
  assertRuns(NAME);
}

/**
 * Waits until the NetworkPolicies that the API server has now are in force on all nodes, at their present generations.
 * Fails after `limit` milliseconds, naming those that are not.
 */
export async function awaitPolicies(limit = 30_000): Promise<void> {
  assertRuns(NAME);
  const answer = await kubectl(['get', 'networkpolicies', '--all-namespaces', '--output=json']);
  const { items }: { readonly items: readonly JsonObject[] } = JSON.parse(answer);
  await waitForPolicies(statusFile(), items, limit);
}

function statusFile(): string {
  return inLab('run', `${NAME}.json`);
}
