import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { CONTROL } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import { inLab, PACKAGE } from '../paths.ts';
import { assertRuns, start } from '../process/start.ts';

const NAME = 'network-policies';

/** Starts what enforces NetworkPolicies in the namespaces of the nodes. */
export function startEnforcer(nodes: readonly LabNode[]): void {
  const program = path.join(PACKAGE, 'src', 'netpol', 'main.ts');
  if (!existsSync(program)) return;
  start({
    name: NAME,
    command: process.execPath,
    // It asks the API server at its address inside.
    namespace: CONTROL,
    args: [
      program,
      '--kubeconfig',
      inLab('config', 'admin.kubeconfig'),
      '--netns',
      ...nodes.map(({ namespace }) => namespace),
    ],
  });
  assertRuns(NAME);
}
